import { type CallOptions, Forbidden, type Operation } from '#libs/contracts';
import { ACCESS_DENIED, loginRefused } from '../odoo-faults.js';
import type { OdooHttp } from '../odoo-http.js';
import { LoginPause } from './login-pause.js';
import { rpcArguments, rpcRequest, rpcResult } from './rpc-answer.js';
import type { OdooCredentials, OdooTransport } from './transport.js';

/** `/jsonrpc` with `execute_kw`: Odoo 14 … 21, with a password or, in its place, an API key. */
export class JsonRpcTransport implements OdooTransport {
  readonly kind = 'jsonrpc';
  private uid: Promise<number> | undefined;

  constructor(
    private readonly http: OdooHttp,
    private readonly credentials: OdooCredentials,
    private readonly pause: LoginPause,
  ) {}

  async call(operation: Operation, options: CallOptions = {}): Promise<unknown> {
    const { model, method } = operation;
    const { args, kwargs } = rpcArguments(operation);
    const uid = await this.logIn();
    const params = [this.credentials.database, uid, this.secret, model, method, args, kwargs];
    try {
      return await this.request('object', 'execute_kw', params, { ...options, operation });
    } catch (error) {
      if (error instanceof Forbidden && error.rule === ACCESS_DENIED) await this.requireLogin();
      throw error;
    }
  }

  /** The credentials go with every call: one that is denied may mean that they were revoked. A login tells. */
  private async requireLogin(): Promise<void> {
    this.uid = undefined;
    await this.logIn();
  }

  private get secret(): string | undefined {
    return this.credentials.apiKey ?? this.credentials.password;
  }

  /** One login for all calls that wait for it, kept for good once it has succeeded. */
  private logIn(): Promise<number> {
    this.uid ??= this.pause
      .guard(() => this.authenticate())
      .catch((error: unknown) => {
        this.uid = undefined;
        throw error;
      });
    return this.uid;
  }

  private async authenticate(): Promise<number> {
    const { database, username } = this.credentials;
    const uid = await this.request('common', 'login', [database, username, this.secret], { readsOnly: true });
    if (typeof uid !== 'number') throw loginRefused();
    return uid;
  }

  private async request(
    service: string,
    method: string,
    args: readonly unknown[],
    options: CallOptions & { operation?: Operation },
  ): Promise<unknown> {
    const response = await this.http.send({
      path: '/jsonrpc',
      body: rpcRequest({ service, method, args }),
      signal: options.signal,
      caller: options.caller,
      trace: options.trace,
      readsOnly: options.readsOnly ?? false,
      once: service === 'common',
    });
    return rpcResult(response, options.operation);
  }
}
