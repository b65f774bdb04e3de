import type { CallOptions, Operation } from '#libs/contracts';
import { loginRefused } from '../odoo-faults.js';
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
    const execute = () =>
      this.request('object', 'execute_kw', [this.credentials.database, uid, this.secret, model, method, args, kwargs], {
        ...options,
        operation,
      });
    // A key that was revoked since is refused at every call; each refusal counts towards Odoo's block.
    return this.pause.guard(execute);
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
      readsOnly: options.readsOnly ?? false,
    });
    return rpcResult(response, options.operation);
  }
}
