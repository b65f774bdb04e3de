import {
  Forbidden,
  type GatewayError,
  InvalidArguments,
  isMemberName,
  NotFound,
  OdooRejected,
  OdooUnavailable,
  type Operation,
} from '#libs/contracts';

/** What Odoo tells of a fault, by any transport. `debug` is a traceback and is never read. */
export interface OdooFault {
  /** Python's class, such as `odoo.exceptions.AccessError`. */
  readonly name: string;
  readonly message: string;
}

/** Faults of which Odoo's own message is meant for the user. */
const BUSINESS = new Set([
  'odoo.exceptions.UserError',
  'odoo.exceptions.ValidationError',
  'odoo.exceptions.RedirectWarning',
]);

/** The session or JSON-RPC error member, or a JSON-2 error body, as a fault; undefined when it is neither. */
export function readFault(error: unknown): OdooFault | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const body = 'data' in error && typeof error.data === 'object' && error.data !== null ? error.data : error;
  const { name, message } = body as { name?: unknown; message?: unknown };
  return typeof name === 'string' ? { name, message: typeof message === 'string' ? message : '' } : undefined;
}

/** A fault as the typed error that a caller gets; both generations of shapes, told apart by the exception's name. */
export function faultToError(fault: OdooFault, operation: Partial<Operation> = {}): GatewayError {
  const { name, message } = fault;
  const model = operation.model ?? '';
  const method = operation.method ?? '';
  if (BUSINESS.has(name))
    return new OdooRejected(firstLines(message), { hint: 'Odoo refused this by a business rule.' });
  switch (name) {
    case 'odoo.exceptions.AccessDenied':
      return loginRefused();
    case 'odoo.exceptions.AccessError':
      return accessError(message, model, method);
    case 'odoo.exceptions.MissingError':
      return new NotFound(`A record of ${model} that was named does not exist, or was deleted.`, {
        hint: 'Search for it again.',
      });
    case 'werkzeug.exceptions.NotFound':
      return unknownModel(model);
    case 'builtins.KeyError':
      return message.replaceAll("'", '') === model ? unknownModel(model) : failure(name);
    case 'builtins.AttributeError':
      return message.includes(`'${method}'`) || message.includes(`${model}.${method}`)
        ? new NotFound(`The method ${method} does not exist on ${model}.`, { hint: 'Methods differ between versions.' })
        : failure(name);
    case 'builtins.ValueError':
    case 'builtins.IndexError':
      return badValue(message, model);
    case 'psycopg2.errors.SerializationFailure':
    case 'psycopg2.errors.LockNotAvailable':
      return new OdooUnavailable('Odoo was busy with the same records and did nothing.', { hint: 'Try again.' });
    default:
      return failure(name);
  }
}

/** Also what a refused login becomes where no fault says so. */
export function loginRefused(hint = 'Check ODOO_USERNAME and ODOO_PASSWORD or ODOO_API_KEY.'): OdooUnavailable {
  return new OdooUnavailable("Odoo refused the gateway's login.", { hint, retryable: false, rule: 'odoo-login' });
}

/** An answer that no Odoo gives: a proxy's page, a login form, something cut off. */
export function notOdoo(status: number): OdooUnavailable {
  return new OdooUnavailable(`The answer (HTTP ${status}) is not one of Odoo's JSON answers.`, {
    hint: 'Check that ODOO_URL is the address of Odoo itself and that nothing between answers in its place.',
  });
}

function accessError(message: string, model: string, method: string): GatewayError {
  if (message.includes('Database not found')) {
    return new OdooUnavailable('Odoo does not know the database.', { hint: 'Check ODOO_DATABASE.', retryable: false });
  }
  if (message.startsWith('Private methods')) {
    return new Forbidden(`The method ${method} is private to Odoo.`, {
      layer: 'method',
      hint: 'Call a public method.',
    });
  }
  return new Forbidden(`The gateway's Odoo user may not ${method} on ${model}.`, {
    layer: 'odoo',
    hint: 'Give that user the access rights in Odoo, or ask for something else.',
  });
}

function unknownModel(model: string): NotFound {
  return new NotFound(`The model ${model} does not exist in this Odoo.`, {
    hint: 'Check the spelling, and that its app is installed.',
  });
}

/** Odoo names an unknown field in its text; the name is given back only where it looks like one. */
function badValue(message: string, model: string): GatewayError {
  const field = /[Ii]nvalid field '?(?:[a-z0-9_.]+\.)?([a-z0-9_]+)'?/.exec(message)?.[1];
  return field !== undefined && isMemberName(field)
    ? new InvalidArguments(`The field ${field} does not exist on ${model}.`, {
        hint: 'Look it up with odoo_fields_get.',
      })
    : new InvalidArguments('Odoo could not make sense of the arguments.', {
        hint: 'Check the domain, fields and values.',
      });
}

function failure(name: string): OdooRejected {
  const kind = /^[\w.]+$/.test(name) ? ` (${name})` : '';
  return new OdooRejected(`Odoo failed while it carried this out${kind}.`, { hint: "Odoo's own log tells more." });
}

function firstLines(message: string): string {
  return message.slice(0, MESSAGE_MAX_CHARACTERS);
}

const MESSAGE_MAX_CHARACTERS = 2000;
