import type { OdooConfig } from '#libs/config';
import { Cancelled, type GatewayError, OdooTimeout, OdooUnavailable, PayloadTooLarge } from '#libs/contracts';
import { buildConnector, Pool } from 'undici';
import { answerLost } from './odoo-faults.js';

export interface OdooHttpRequest {
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** True when a lost answer can be asked for again; see `CallOptions.readsOnly`. */
  readonly readsOnly: boolean;
}

export interface OdooHttpResponse {
  readonly status: number;
  /** Parsed JSON, or undefined where Odoo (or something before it) answered anything else. */
  readonly json: unknown;
  readonly cookies: readonly string[];
  /** As in its request. */
  readonly readsOnly: boolean;
}

type HttpSettings = Pick<
  OdooConfig,
  'url' | 'ca' | 'connectTimeoutMs' | 'timeoutMs' | 'maxConnections' | 'maxResponseBytes'
>;

/** JSON over a pool of kept-alive connections to one Odoo. Owns its sockets; `close` ends them. */
export class OdooHttp {
  private readonly pool: Pool;
  private readonly prefix: string;
  /** Failures to connect, of which it is certain that Odoo never saw the request. */
  private readonly neverSent = new WeakSet();

  constructor(private readonly settings: HttpSettings) {
    this.prefix = settings.url.pathname.replace(/\/$/, '');
    this.pool = new Pool(settings.url.origin, {
      connections: settings.maxConnections,
      // One request at a time on a socket (so no HTTP/2), for aborting a call must close a socket that is nobody else's.
      pipelining: 1,
      headersTimeout: settings.timeoutMs,
      bodyTimeout: settings.timeoutMs,
      maxResponseSize: settings.maxResponseBytes,
      connect: this.connector(),
    });
  }

  /**
   * @throws Cancelled, OdooTimeout, OdooUnavailable or PayloadTooLarge; in place of the middle two OutcomeUnknown,
   * where the request may have been carried out and is not one that only reads.
   */
  async send(request: OdooHttpRequest): Promise<OdooHttpResponse> {
    const deadline = AbortSignal.timeout(this.settings.timeoutMs);
    const signal = request.signal ? AbortSignal.any([request.signal, deadline]) : deadline;
    try {
      const response = await this.pool.request({
        path: this.prefix + request.path,
        method: request.method ?? 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json', ...request.headers },
        body: request.body === undefined ? null : JSON.stringify(request.body),
        signal,
      });
      const text = await response.body.text();
      const cookies = response.headers['set-cookie'];
      return {
        status: response.statusCode,
        json: parseJson(text),
        cookies: cookies === undefined ? [] : [cookies].flat(),
        readsOnly: request.readsOnly,
      };
    } catch (error) {
      throw this.explain(error, request, deadline);
    }
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private connector(): buildConnector.connector {
    const { ca, connectTimeoutMs } = this.settings;
    const connect = buildConnector({ timeout: connectTimeoutMs, allowH2: false, ...(ca !== undefined && { ca }) });
    return (options, callback) => {
      connect(options, (...outcome) => {
        if (outcome[0]) this.neverSent.add(outcome[0]);
        callback(...outcome);
      });
    };
  }

  private explain(error: unknown, request: OdooHttpRequest, deadline: AbortSignal): GatewayError {
    const { origin } = this.settings.url;
    const code = errorCode(error);
    if (request.signal?.aborted) return new Cancelled();
    if (this.neverSent.has(error as WeakKey)) {
      return new OdooUnavailable('Odoo cannot be reached.', {
        hint: `The connection failed (${code}). Check that Odoo runs at ODOO_URL (${origin}).`,
        cause: error,
      });
    }
    if (!request.readsOnly) return answerLost(error);
    if (deadline.aborted || TIMEOUTS.has(code)) {
      return new OdooTimeout(`Odoo did not answer within ${this.settings.timeoutMs} ms.`, {
        hint: 'Ask for less, or raise ODOO_TIMEOUT_MS.',
        cause: error,
      });
    }
    if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') {
      return new PayloadTooLarge(`Odoo's answer is above ${this.settings.maxResponseBytes} bytes.`, {
        hint: 'Ask for fewer fields or rows, or raise ODOO_MAX_RESPONSE_BYTES.',
        cause: error,
      });
    }
    return new OdooUnavailable('The connection to Odoo broke.', {
      hint: `It ended with ${code}. Try again.`,
      cause: error,
    });
  }
}

const TIMEOUTS = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

function errorCode(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : 'an unknown error';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
