import type { CallOptions, Operation } from '#libs/contracts';
import { OdooUnavailable } from '#libs/contracts';
import { loginRefused } from '../odoo-faults.js';
import type { OdooHttp, OdooHttpPage, OdooHttpResponse } from '../odoo-http.js';
import { LoginPause } from './login-pause.js';
import { rpcArguments, rpcRequest, rpcResult } from './rpc-answer.js';
import type { OdooCredentials, OdooTransport } from './transport.js';

const SESSION_EXPIRED = 100;

type WithCookies = Pick<OdooHttpResponse, 'cookies'>;

/** The way of Odoo's own web client: log in once, then call with the cookie. The fastest of the three. */
export class SessionTransport implements OdooTransport {
  readonly kind = 'session';
  private sessionId: string | undefined;
  private login: Promise<string> | undefined;

  constructor(
    private readonly http: OdooHttp,
    private readonly credentials: OdooCredentials,
    private readonly pause: LoginPause,
  ) {}

  async call(operation: Operation, options: CallOptions = {}): Promise<unknown> {
    const sessionId = this.sessionId ?? (await this.logIn());
    const response = await this.send(operation, options, sessionId);
    if (!isExpired(response)) return rpcResult(response, operation);
    // Odoo did nothing, so even a write may be sent again, once.
    return rpcResult(await this.send(operation, options, await this.renew(sessionId)), operation);
  }

  /** The session in place of one that has expired, which another call may have opened by now. */
  private renew(expired: string): Promise<string> {
    if (this.sessionId === expired) this.sessionId = undefined;
    return this.sessionId === undefined ? this.logIn() : Promise.resolve(this.sessionId);
  }

  /**
   * A page of Odoo's own web address, seen with this session.
   * @param path encoded, from the first slash on.
   */
  async get(path: string, { signal, caller, trace }: CallOptions = {}): Promise<OdooHttpPage> {
    const load = async (sessionId: string): Promise<OdooHttpPage> => {
      const headers = { accept: '*/*', cookie: `session_id=${sessionId}` };
      const page = await this.http.get({ path, headers, signal, caller, trace, readsOnly: true });
      // Who is sent to the login form is handed a new session, of nobody.
      if (!isSentAway(page)) this.takeRotatedSession(page, sessionId);
      return page;
    };
    const sessionId = this.sessionId ?? (await this.logIn());
    const page = await load(sessionId);
    if (!isSentAway(page)) return page;
    return load(await this.renew(sessionId));
  }

  private async send(operation: Operation, options: CallOptions, sessionId: string): Promise<OdooHttpResponse> {
    const { model, method } = operation;
    const response = await this.http.send({
      path: `/web/dataset/call_kw/${model}.${method}`,
      body: rpcRequest({ model, method, ...rpcArguments(operation) }),
      headers: { cookie: `session_id=${sessionId}` },
      signal: options.signal,
      caller: options.caller,
      trace: options.trace,
      readsOnly: options.readsOnly ?? false,
    });
    if (!isExpired(response)) this.takeRotatedSession(response, sessionId);
    return response;
  }

  /** Odoo 18 and later change the session id every few hours and let the old one die soon after. */
  private takeRotatedSession(response: WithCookies, sentWith: string): void {
    const rotated = sessionIdIn(response);
    if (rotated !== undefined && rotated !== sentWith && this.sessionId === sentWith) {
      this.sessionId = rotated;
    }
  }

  /** One login for all calls that wait for it; a caller who leaves does not take it away from the others. */
  private logIn(): Promise<string> {
    this.login ??= this.pause
      .guard(() => this.authenticate())
      .finally(() => {
        this.login = undefined;
      });
    return this.login;
  }

  private async authenticate(): Promise<string> {
    const { database, username, password } = this.credentials;
    const response = await this.http.send({
      path: '/web/session/authenticate',
      body: rpcRequest({ db: database, login: username, password }),
      readsOnly: true,
      once: true,
    });
    const result = rpcResult(response) as { uid?: unknown } | null;
    // With two-factor login on, Odoo answers without an error and without a user.
    if (typeof result?.uid !== 'number') {
      throw loginRefused('This user needs a second factor: set ODOO_API_KEY in place of ODOO_PASSWORD.');
    }
    const sessionId = sessionIdIn(response);
    if (sessionId === undefined) {
      throw new OdooUnavailable('Odoo accepted the login and gave no session.', {
        hint: 'Something between strips cookies; set ODOO_TRANSPORT=jsonrpc.',
      });
    }
    this.sessionId = sessionId;
    return sessionId;
  }
}

function isExpired(response: OdooHttpResponse): boolean {
  const { error } = (response.json ?? {}) as { error?: { code?: unknown } };
  return error?.code === SESSION_EXPIRED;
}

/** A page for users is answered with the way to the login form where there is no session: 303, or 302 on 14. */
function isSentAway({ status }: OdooHttpPage): boolean {
  return status >= 300 && status < 400;
}

function sessionIdIn(response: WithCookies): string | undefined {
  for (const cookie of response.cookies) {
    const value = /^session_id=([^;]+)/.exec(cookie)?.[1];
    if (value !== undefined) return value;
  }
  return undefined;
}
