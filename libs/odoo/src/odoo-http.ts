import { setTimeout } from 'node:timers/promises';
import type { OdooConfig } from '#libs/config';
import {
  type CallOptions,
  Cancelled,
  type GatewayError,
  OdooTimeout,
  OdooUnavailable,
  PayloadTooLarge,
  traceParentOf,
} from '#libs/contracts';
import { Pool } from 'undici';
import { CALL_DEADLINE, notAnswered, notSent, requireWaiting, whileWaiting } from './call-end.js';
import { answerLost } from './odoo-faults.js';
import { Sending, type WholeAnswer } from './sending.js';
import type { Upstream } from './upstream.js';

export interface OdooHttpRequest extends Omit<CallOptions, 'readsOnly'> {
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
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

/** JSON, and files, over a pool of kept-alive connections to one Odoo. Owns its sockets; `close` ends them. */
export class OdooHttp {
  private readonly pool: Pool;
  private readonly prefix: string;

  /** @param upstream shared by all users of the same Odoo. */
  constructor(
    private readonly settings: HttpSettings,
    private readonly upstream: Upstream,
    private readonly random: () => number = Math.random,
  ) {
    this.prefix = settings.url.pathname.replace(/\/$/, '');
    const { ca, connectTimeoutMs } = settings;
    this.pool = new Pool(settings.url.origin, {
      connections: settings.maxConnections,
      // One request at a time on a socket (so no HTTP/2), for aborting a call must close a socket that is nobody else's.
      pipelining: 1,
      headersTimeout: settings.timeoutMs,
      bodyTimeout: settings.timeoutMs,
      maxResponseSize: settings.maxResponseBytes,
      connect: { timeout: connectTimeoutMs, allowH2: false, ...(ca !== undefined && { ca }) },
    });
  }

  /**
   * Nothing is sent while the breaker is open.
   * @throws Cancelled, OdooTimeout, OdooUnavailable or PayloadTooLarge; in place of the middle two OutcomeUnknown,
   * where the request may have been carried out and is not one that only reads.
   */
  async send(request: OdooHttpRequest): Promise<OdooHttpResponse> {
    const answer = await this.exchange(request);
    const { status, bytes } = answer;
    return { status, json: parseJson(bytes), cookies: cookiesOf(answer), readsOnly: request.readsOnly };
  }

  /** The bytes of a web page, of any status; a redirection is not followed. @throws as `send`. */
  async get(request: Omit<OdooHttpRequest, 'method' | 'body'>): Promise<OdooHttpPage> {
    const answer = await this.exchange({ ...request, method: 'GET' });
    const { status, headers, bytes } = answer;
    const type = [headers['content-type']].flat()[0] ?? '';
    const mimeType = (type.split(';')[0] ?? '').trim().toLowerCase();
    return { status, bytes, mimeType, cookies: cookiesOf(answer) };
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  /** Sent a second time where that is safe, the budget allows it, and the call has time for it. */
  private async exchange(request: OdooHttpRequest): Promise<WholeAnswer> {
    this.upstream.repeats.noteCall();
    try {
      const answer = await this.attempt(request);
      const turnedAway = request.readsOnly && AWAY.has(answer.status);
      if (!turnedAway || !(await this.mayRepeat(request))) return answer;
    } catch (error) {
      // Of a call that may write this tells that nothing was sent; what was is OutcomeUnknown.
      if (!(error instanceof OdooUnavailable) || !(await this.mayRepeat(request))) throw error;
    }
    return this.attempt(request);
  }

  private async mayRepeat({ signal, deadline, once }: OdooHttpRequest): Promise<boolean> {
    const { breaker, repeats } = this.upstream;
    const hasTime = !signal?.aborted && (deadline === undefined || deadline.leftMs > REPEAT_NEEDS_MS);
    if (once || !hasTime || breaker.state !== 'closed' || !repeats.take()) return false;
    // Calls that broke together must not come back together.
    await setTimeout(REPEAT_AFTER_MS * (0.5 + this.random()));
    return true;
  }

  private async attempt(request: OdooHttpRequest): Promise<WholeAnswer> {
    await this.passBreaker(request);
    const slot = await this.upstream.slots.take(request.caller ?? '', request, this.queueWaitMs());
    const sending = new Sending(request, this.settings.timeoutMs);
    try {
      // It may have opened while this call waited.
      await this.passBreaker(request);
      return await this.exchangeOnce(request, sending);
    } catch (error) {
      if (sending.sent && (sending.stopped || error instanceof OdooTimeout)) slot.abandon();
      throw error;
    } finally {
      sending.end();
      slot.release();
    }
  }

  /** Where it is closed, as it nearly always is, there is nothing to wait for. */
  private async passBreaker(request: OdooHttpRequest): Promise<void> {
    const { breaker } = this.upstream;
    if (breaker.state === 'closed') requireWaiting(request);
    else {
      const passed = breaker.pass(() => this.isBack());
      await whileWaiting(passed, request);
    }
  }

  private queueWaitMs(): number {
    return Math.min(this.settings.queueWaitMs, this.settings.timeoutMs);
  }

  private async exchangeOnce(request: OdooHttpRequest, sending: Sending): Promise<WholeAnswer> {
    const { body, path, method = 'POST' } = request;
    try {
      const json = body === undefined ? null : JSON.stringify(body);
      this.pool.dispatch({ path: this.prefix + path, method, headers: headersOf(request), body: json }, sending);
      const answer = await sending.answer;
      this.upstream.breaker.note(!AWAY.has(answer.status));
      return answer;
    } catch (error) {
      if (request.signal?.aborted) throw new Cancelled();
      // The time that a caller has given tells nothing of Odoo.
      if (!sending.passed) this.upstream.breaker.note(errorCode(error) === TOO_LARGE);
      throw this.explain(error, request, sending);
    }
  }

  /** Whether anything of Odoo answers, at a route that every version has and that needs no login. */
  private async isBack(): Promise<boolean> {
    const asking = new Sending({}, this.settings.connectTimeoutMs);
    const path = `${this.prefix}/web/webclient/version_info`;
    try {
      this.pool.dispatch({ path, method: 'POST', headers: JSON_BODY, body: '{"jsonrpc":"2.0","params":{}}' }, asking);
      const { status } = await asking.answer;
      return !AWAY.has(status);
    } catch {
      return false;
    } finally {
      asking.end();
    }
  }

  private explain(error: unknown, { readsOnly }: OdooHttpRequest, sending: Sending): GatewayError {
    const { origin } = this.settings.url;
    const code = errorCode(error);
    const { sent, passed, tookTooLong } = sending;
    if (!sent) {
      if (passed) return notSent(passed);
      return new OdooUnavailable('Odoo cannot be reached.', {
        hint: `The connection failed (${code}). Check that Odoo runs at ODOO_URL (${origin}).`,
        cause: error,
      });
    }
    if (!readsOnly) return answerLost(error, passed && CALL_DEADLINE);
    if (passed) return notAnswered(passed, error);
    if (tookTooLong || TIMEOUTS.has(code)) {
      return new OdooTimeout(`Odoo did not answer within ${this.settings.timeoutMs} ms (ODOO_TIMEOUT_MS).`, {
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

function headersOf({ body, headers, trace }: OdooHttpRequest): Readonly<Record<string, string>> {
  return {
    // 14 takes whatever says that it is JSON for a call, and refuses it on a page.
    accept: 'application/json',
    ...(body !== undefined && JSON_BODY),
    ...(trace && { traceparent: traceParentOf(trace) }),
    ...headers,
  };
}

const JSON_BODY = { 'content-type': 'application/json' };

/** What a proxy in front answers while Odoo itself does not. */
const AWAY: ReadonlySet<number> = new Set([502, 503, 504]);

const REPEAT_AFTER_MS = 50;

/** With less left a repeat would only load Odoo: nobody would get its answer. */
const REPEAT_NEEDS_MS = 250;

const TOO_LARGE = 'UND_ERR_RES_EXCEEDED_MAX_SIZE';

const TIMEOUTS = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

function cookiesOf({ headers }: WholeAnswer): string[] {
  return [headers['set-cookie'] ?? []].flat();
}

function errorCode(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : 'an unknown error';
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
