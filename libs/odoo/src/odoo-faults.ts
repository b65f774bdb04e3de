import {
  Forbidden,
  type GatewayError,
  InvalidArguments,
  isMemberName,
  NotFound,
  OdooRejected,
  OdooUnavailable,
  type Operation,
  OutcomeUnknown,
} from '#libs/contracts';

/** What Odoo tells of a fault, by any transport. `debug` is a traceback and is never read. */
export interface OdooFault {
  /** Python's class, such as `odoo.exceptions.AccessError`. */
  readonly name: string;
  readonly message: string;
}

const REDIRECT_WARNING = 'odoo.exceptions.RedirectWarning';

/** Faults of which Odoo's own message is meant for the user. */
const BUSINESS = new Set(['odoo.exceptions.UserError', 'odoo.exceptions.ValidationError', REDIRECT_WARNING]);

/** The session or JSON-RPC error member, or a JSON-2 error body, as a fault; undefined when it is neither. */
export function readFault(error: unknown): OdooFault | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const body = 'data' in error && typeof error.data === 'object' && error.data !== null ? error.data : error;
  const { name, message, arguments: args } = body as { name?: unknown; message?: unknown; arguments?: unknown };
  if (typeof name !== 'string') return undefined;
  // After its first argument comes what the web client would open.
  const text = name === REDIRECT_WARNING && Array.isArray(args) ? args[0] : message;
  return { name, message: typeof text === 'string' ? text : '' };
}

/** A fault as the typed error that a caller gets; both generations of shapes, told apart by the exception's name. */
export function faultToError(fault: OdooFault, operation: Partial<Operation> = {}): GatewayError {
  const { name, message } = fault;
  const model = operation.model ?? '';
  const method = operation.method ?? '';
  // JSON-RPC says it in the words of a business rule.
  if (model !== '' && message === `Object ${model} doesn't exist`) return unknownModel(model);
  if (BUSINESS.has(name))
    return new OdooRejected(firstLines(message), { hint: 'Odoo refused this by a business rule.' });
  switch (name) {
    case 'odoo.exceptions.AccessDenied':
      return operation.method === undefined ? loginRefused() : accessDenied(model, method);
    case 'odoo.http.SessionExpiredException':
      return new OdooUnavailable('Odoo does not keep the session that it has just opened.', {
        hint: 'Where several Odoos answer at ODOO_URL, they must share their sessions.',
      });
    case 'odoo.exceptions.AccessError':
      return accessError(message, model, method);
    case 'odoo.exceptions.MissingError':
      return new NotFound(`A record of ${model} that was named does not exist, or was deleted.`, {
        hint: 'Search for it again.',
      });
    case 'werkzeug.exceptions.NotFound':
      return namesMethod(message, model, method) ? unknownMethod(model, method) : unknownModel(model);
    case 'builtins.KeyError':
      return keyError(name, message.replaceAll("'", ''), operation);
    case 'builtins.AttributeError':
      return namesMethod(message, model, method) ? unknownMethod(model, method) : failure(name);
    case 'werkzeug.exceptions.UnprocessableEntity':
      return wrongArguments(method);
    case 'builtins.TypeError':
      return WRONG_ARGUMENTS.test(message) ? wrongArguments(method) : failure(name);
    case 'psycopg2.OperationalError':
      return NO_DATABASE.test(message) ? unknownDatabase() : failure(name);
    case 'builtins.ValueError':
    case 'builtins.IndexError':
      return badValue(message, model);
    case 'psycopg2.errors.InvalidTextRepresentation':
    case 'psycopg2.errors.InvalidDatetimeFormat':
    case 'psycopg2.errors.DatetimeFieldOverflow':
    case 'psycopg2.errors.NumericValueOutOfRange':
      return new InvalidArguments('A value does not fit its field.', {
        hint: 'Look the types up with odoo_fields_get.',
      });
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

/**
 * An answer that no Odoo gives: a proxy's page, a login form, something cut off. Where the call may write, and the
 * status does not say that it was turned away, nobody knows what Odoo has done.
 */
export function notOdoo({ status, readsOnly }: { status: number; readsOnly: boolean }): GatewayError {
  const turnedAway = status >= 300 && status < 500;
  if (!readsOnly && !turnedAway) return answerLost();
  return new OdooUnavailable(`The answer (HTTP ${status}) is not one of Odoo's JSON answers.`, {
    hint: 'Check that ODOO_URL is the address of Odoo itself and that nothing between answers in its place.',
  });
}

/** @param rule why nobody waited for the answer, where that is so. */
export function answerLost(cause?: unknown, rule?: string): OutcomeUnknown {
  return new OutcomeUnknown('The call was sent to Odoo and its answer was lost: it may or may not have been done.', {
    hint: 'Read the records that it names before trying again.',
    ...(rule !== undefined && { rule }),
    cause,
  });
}

export function unknownDatabase(): OdooUnavailable {
  return new OdooUnavailable('Odoo does not know the database.', { hint: 'Check ODOO_DATABASE.', retryable: false });
}

/** What a fault of a call is told apart by: the login that made it may be refused, or a method asks for more than that. */
export const ACCESS_DENIED = 'odoo-access-denied';

function accessDenied(model: string, method: string): Forbidden {
  return new Forbidden(`Odoo denies ${method} on ${model} to the gateway's user.`, {
    layer: 'odoo',
    rule: ACCESS_DENIED,
    hint: 'The method may want a password or a right that this user does not have.',
  });
}

function accessError(message: string, model: string, method: string): GatewayError {
  if (message.includes('Database not found')) return unknownDatabase();
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

function namesMethod(message: string, model: string, method: string): boolean {
  return message.includes(`'${method}'`) || message.includes(`${model}.${method}`);
}

function unknownMethod(model: string, method: string): NotFound {
  return new NotFound(`The method ${method} does not exist on ${model}.`, { hint: 'Methods differ between versions.' });
}

/** 14 names an unknown model so; and where a model looks at its values itself, 19 an unknown field. */
function keyError(name: string, key: string, { model = '', args = [], kwargs = {} }: Partial<Operation>): GatewayError {
  if (key === model) return unknownModel(model);
  const given = [...args, ...Object.values(kwargs)].flat();
  const isField = given.some((values) => typeof values === 'object' && values !== null && Object.hasOwn(values, key));
  return isField ? unknownField(key, model) : failure(name);
}

/** Odoo names an unknown field in its text; the name is given back only where it looks like one. */
function badValue(message: string, model: string): GatewayError {
  const field = /[Ii]nvalid field '?(?:[a-z0-9_.]+\.)?([a-z0-9_]+)'?/.exec(message)?.[1];
  return field === undefined
    ? new InvalidArguments('Odoo could not make sense of the arguments.', {
        hint: 'Check the domain, fields and values.',
      })
    : unknownField(field, model);
}

function unknownField(field: string, model: string): InvalidArguments {
  const name = isMemberName(field) ? field : 'that was named';
  return new InvalidArguments(`The field ${name} does not exist on ${model}.`, {
    hint: 'Look it up with odoo_fields_get.',
  });
}

/** What Python says when arguments do not fit a method's parameters. */
const WRONG_ARGUMENTS = /unexpected keyword argument|positional arguments?\b|multiple values for argument/;

const NO_DATABASE = /database ".*" does not exist/;

function wrongArguments(method: string): InvalidArguments {
  return new InvalidArguments(`The arguments do not fit the parameters of ${method}.`, {
    hint: 'Check their names and their number.',
  });
}

function failure(name: string): OdooRejected {
  const kind = /\w+$/.exec(name)?.[0];
  return new OdooRejected(`Odoo failed while it carried this out${kind === undefined ? '' : ` (${kind})`}.`, {
    hint: "Odoo's own log tells more.",
  });
}

function firstLines(message: string): string {
  return message.slice(0, MESSAGE_MAX_CHARACTERS);
}

const MESSAGE_MAX_CHARACTERS = 2000;
