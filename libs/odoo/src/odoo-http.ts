import { setTimeout } from 'node:timers/promises';
import type { OdooConfig } from '#libs/config';
import {
  Cancelled,
  type GatewayError,
  OdooTimeout,
  OdooUnavailable,
  PayloadTooLarge,
  type TraceContext,
  traceParentOf,
} from '#libs/contracts';
import { buildConnector, type Dispatcher, Pool } from 'undici';
import { answerLost } from './odoo-faults.js';
import type { Upstream } from './upstream.js';

export interface OdooHttpRequest {
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** As in `CallOptions`. */
  readonly caller?: string | undefined;
  /** Sent as `traceparent`. */
  readonly trace?: TraceContext | undefined;
  /** True when a lost answer can be asked for again; see `CallOptions.readsOnly`. */
  readonly readsOnly: boolean;
  /** Never sent a second time, though it changes nothing: Odoo counts bad logins. */
  readonly once?: boolean;
}

export interface OdooHttpResponse {
  readonly status: number;
  /** Parsed JSON, or undefined where Odoo (or something before it) answered anything else. */
  readonly json: unknown;
  readonly cookies: readonly string[];
  /** As in its request. */
  readonly readsOnly: boolean;
}

/** What Odoo's web pages answer: a file, or a page about what went wrong. */
export interface OdooHttpPage {
  readonly status: number;
  readonly bytes: Uint8Array;
  /** Without its parameters, in lower case; empty where there is none. */
  readonly mimeType: string;
  readonly cookies: readonly string[];
}

type HttpSettings = Pick<
  OdooConfig,
  'url' | 'ca' | 'connectTimeoutMs' | 'timeoutMs' | 'maxConnections' | 'maxResponseBytes' | 'queueWaitMs'
>;

type ReadBody<T> = (body: Dispatcher.ResponseData['body']) => Promise<T>;

interface Exchange<T> {
  readonly response: Dispatcher.ResponseData;
  readonly content: T;
}

/** JSON, and files, over a pool of kept-alive connections to one Odoo. Owns its sockets; `close` ends them. */
export class OdooHttp {
  private readonly pool: Pool;
  private readonly prefix: string;
  /** Failures to connect, of which it is certain that Odoo never saw the request. */
  private readonly neverSent = new WeakSet();

  /** @param upstream shared by all users of the same Odoo. */
  constructor(
    private readonly settings: HttpSettings,
    private readonly upstream: Upstream,
    private readonly random: () => number = Math.random,
  ) {
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
   * Nothing is sent while the breaker is open.
   * @throws Cancelled, OdooTimeout, OdooUnavailable or PayloadTooLarge; in place of the middle two OutcomeUnknown,
   * where the request may have been carried out and is not one that only reads.
   */
  async send(request: OdooHttpRequest): Promise<OdooHttpResponse> {
    const { response, content } = await this.exchange(request, (body) => body.text());
    return {
      status: response.statusCode,
      json: parseJson(content),
      cookies: cookiesOf(response),
      readsOnly: request.readsOnly,
    };
  }

  /** The bytes of a web page, of any status; a redirection is not followed. @throws as `send`. */
  async get(request: Omit<OdooHttpRequest, 'method' | 'body'>): Promise<OdooHttpPage> {
    const { response, content } = await this.exchange({ ...request, method: 'GET' }, (body) => body.bytes());
    const type = [response.headers['content-type']].flat()[0] ?? '';
    const mimeType = (type.split(';')[0] ?? '').trim().toLowerCase();
    return { status: response.statusCode, bytes: content, mimeType, cookies: cookiesOf(response) };
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  /** Sent a second time where that is safe and the budget allows it, within the same time limit. */
  private async exchange<T>(request: OdooHttpRequest, read: ReadBody<T>): Promise<Exchange<T>> {
    const deadline = AbortSignal.timeout(this.settings.timeoutMs);
    this.upstream.repeats.noteCall();
    try {
      const answer = await this.attempt(request, read, deadline);
      const turnedAway = request.readsOnly && AWAY.has(answer.response.statusCode);
      if (!turnedAway || !(await this.mayRepeat(request, deadline))) return answer;
    } catch (error) {
      // Of a call that may write this tells that nothing was sent; what was is OutcomeUnknown.
      if (!(error instanceof OdooUnavailable) || !(await this.mayRepeat(request, deadline))) throw error;
    }
    return this.attempt(request, read, deadline);
  }

  private async mayRepeat({ signal, once }: OdooHttpRequest, deadline: AbortSignal): Promise<boolean> {
    const { breaker, repeats } = this.upstream;
    if (once || deadline.aborted || signal?.aborted || breaker.state !== 'closed' || !repeats.take()) return false;
    // Calls that broke together must not come back together.
    await setTimeout(REPEAT_AFTER_MS * (0.5 + this.random()));
    return true;
  }

  private async attempt<T>(request: OdooHttpRequest, read: ReadBody<T>, deadline: AbortSignal): Promise<Exchange<T>> {
    const { breaker, slots } = this.upstream;
    const isBack = () => this.isBack();
    await breaker.pass(isBack);
    const slot = await slots.take(request.caller ?? '', request.signal, this.queueWaitMs());
    try {
      // It may have opened while this call waited.
      await breaker.pass(isBack);
      return await this.exchangeOnce(request, read, deadline);
    } catch (error) {
      if (error instanceof Cancelled || deadline.aborted || error instanceof OdooTimeout) slot.abandon();
      throw error;
    } finally {
      slot.release();
    }
  }

  private queueWaitMs(): number {
    return Math.min(this.settings.queueWaitMs, this.settings.timeoutMs);
  }

  private async exchangeOnce<T>(
    request: OdooHttpRequest,
    read: ReadBody<T>,
    deadline: AbortSignal,
  ): Promise<Exchange<T>> {
    const signal = request.signal ? AbortSignal.any([request.signal, deadline]) : deadline;
    const hasBody = request.body !== undefined;
    try {
      const response = await this.pool.request({
        path: this.prefix + request.path,
        method: request.method ?? 'POST',
        // 14 takes whatever says that it is JSON for a call, and refuses it on a page.
        headers: { accept: 'application/json', ...(hasBody && JSON_BODY), ...traceHeader(request), ...request.headers },
        body: hasBody ? JSON.stringify(request.body) : null,
        signal,
      });
      const content = await read(response.body);
      this.upstream.breaker.note(!AWAY.has(response.statusCode));
      return { response, content };
    } catch (error) {
      if (request.signal?.aborted) throw new Cancelled();
      this.upstream.breaker.note(errorCode(error) === TOO_LARGE);
      throw this.explain(error, request, deadline);
    }
  }

  /** Whether anything of Odoo answers, at a route that every version has and that needs no login. */
  private async isBack(): Promise<boolean> {
    try {
      const { statusCode, body } = await this.pool.request({
        path: `${this.prefix}/web/webclient/version_info`,
        method: 'POST',
        headers: JSON_BODY,
        body: '{"jsonrpc":"2.0","params":{}}',
        signal: AbortSignal.timeout(this.settings.connectTimeoutMs),
      });
      await body.dump();
      return !AWAY.has(statusCode);
    } catch {
      return false;
    }
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
    if (code === TOO_LARGE) {
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

function traceHeader({ trace }: OdooHttpRequest): Readonly<Record<string, string>> {
  return trace ? { traceparent: traceParentOf(trace) } : {};
}

const JSON_BODY = { 'content-type': 'application/json' };

/** What a proxy in front answers while Odoo itself does not. */
const AWAY: ReadonlySet<number> = new Set([502, 503, 504]);

const REPEAT_AFTER_MS = 50;

const TOO_LARGE = 'UND_ERR_RES_EXCEEDED_MAX_SIZE';

const TIMEOUTS = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

function cookiesOf({ headers }: Dispatcher.ResponseData): string[] {
  return [headers['set-cookie'] ?? []].flat();
}

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
