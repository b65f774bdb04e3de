import { type CallOptions, InvalidArguments, nameArguments, type Operation } from '#libs/contracts';
import { faultToError, loginRefused, notOdoo, readFault, unknownDatabase } from '../odoo-faults.js';
import type { OdooHttp } from '../odoo-http.js';
import { LoginPause } from './login-pause.js';
import type { OdooCredentials, OdooTransport } from './transport.js';

/** `/json/2`: Odoo 19 and later, with an API key, and with named arguments only. */
export class Json2Transport implements OdooTransport {
  readonly kind = 'json2';

  constructor(
    private readonly http: OdooHttp,
    private readonly credentials: OdooCredentials,
    private readonly pause: LoginPause,
  ) {}

  call(operation: Operation, options: CallOptions = {}): Promise<unknown> {
    return this.pause.guard(() => this.send(operation, options));
  }

  private async send(operation: Operation, options: CallOptions): Promise<unknown> {
    const response = await this.http.send({
      path: `/json/2/${operation.model}/${operation.method}`,
      body: bodyOf(operation),
      headers: {
        authorization: `bearer ${this.credentials.apiKey}`,
        'x-odoo-database': this.credentials.database,
      },
      signal: options.signal,
      caller: options.caller,
      trace: options.trace,
      readsOnly: options.readsOnly ?? false,
    });
    const { status, json } = response;
    // Without a database Odoo has none of these routes, and says so in a page; that it is an Odoo is known by now.
    if (json === undefined) throw status === 404 ? unknownDatabase() : notOdoo(response);
    if (status === 200) return json;
    if (status === 401) throw loginRefused('Odoo does not accept ODOO_API_KEY, or not for this database.');
    const fault = readFault(json);
    throw fault ? faultToError(fault, operation) : notOdoo(response);
  }
}

function bodyOf(operation: Operation): Record<string, unknown> {
  const { method } = operation;
  const names = nameArguments(operation);
  if (!names) {
    throw new InvalidArguments(`The parameters of ${method} are not known, so it takes named arguments only.`, {
      hint: 'Give them as kwargs; ids as "ids".',
    });
  }
  return names.ids === undefined ? { ...names.named } : { ids: names.ids, ...names.named };
}
