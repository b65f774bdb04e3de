import type { Json } from './row.js';

/** An exception of Odoo's, on its way out as data {name, message, arguments, context, debug}. */
export class OdooFault extends Error {
  constructor(
    /** The Python class with its module, `odoo.exceptions.AccessError`. */
    readonly fault: string,
    message: string,
    /** The answer's status in JSON-2, where errors have real HTTP codes. */
    readonly httpStatus: number,
    readonly faultArguments: readonly Json[] = [message],
    readonly context: { readonly [key: string]: Json } = {},
  ) {
    super(message);
    this.name = 'OdooFault';
  }
}

export const accessError = (message: string): OdooFault => new OdooFault('odoo.exceptions.AccessError', message, 403);

export const accessDenied = (message = 'Access Denied'): OdooFault =>
  new OdooFault('odoo.exceptions.AccessDenied', message, 403);

export const missingError = (message: string): OdooFault => new OdooFault('odoo.exceptions.MissingError', message, 404);

export const userError = (message: string): OdooFault => new OdooFault('odoo.exceptions.UserError', message, 422);

export const validationError = (message: string): OdooFault =>
  new OdooFault('odoo.exceptions.ValidationError', message, 422);

/** A Python built-in: ValueError, KeyError, TypeError, AttributeError, IndexError. */
export const pythonError = (name: string, message: string, args?: readonly Json[]): OdooFault =>
  new OdooFault(`builtins.${name}`, message, 500, args);

/** An error of PostgreSQL's: its message shows where in the statement, so it gives away SQL. */
export function sqlError(name: string, complaint: string, near: string): OdooFault {
  const line = `LINE 1: ...WHERE "res_partner"."active" IS TRUE AND ${near}...`;
  return new OdooFault(`psycopg2.errors.${name}`, `${complaint}\n${line}\n${' '.repeat(line.length - 3)}^\n`, 500);
}

/** An error of the HTTP library's, whose arguments end in its status. */
const httpError = (name: string, message: string, status: number): OdooFault =>
  new OdooFault(`werkzeug.exceptions.${name}`, message, status, [message, status]);

export const notFound = (message: string): OdooFault => httpError('NotFound', message, 404);

export const unprocessable = (message: string): OdooFault => httpError('UnprocessableEntity', message, 422);

export const unauthorized = (message: string): OdooFault => httpError('Unauthorized', message, 401);

export const badRequest = (message: string): OdooFault => httpError('BadRequest', message, 400);

/** A model that is not there, as the session's route says it. */
export const pageNotFound = (): OdooFault =>
  new OdooFault(
    'werkzeug.exceptions.NotFound',
    '404 Not Found: The requested URL was not found on the server. ' +
      'If you entered the URL manually please check your spelling and try again.',
    404,
    [],
  );

export const sessionExpired = (): OdooFault => new OdooFault(SESSION_EXPIRED, 'Session expired', 403);

export const SESSION_EXPIRED = 'odoo.http.SessionExpiredException';

/** Python's complaint about a call that leaves out what it must have. */
export function missingArguments(callee: string, missing: readonly string[]): OdooFault {
  const names = missing.map((name) => `'${name}'`).join(' and ');
  const what = missing.length === 1 ? 'argument' : 'arguments';
  return pythonError('TypeError', `${callee} missing ${missing.length} required positional ${what}: ${names}`);
}

/** What PostgreSQL says, with the address that newer drivers add. */
export function noSuchDatabase(version: 14 | 19, name: string): OdooFault {
  const address = version === 19 ? 'connection to server on socket "/run/postgresql/.s.PGSQL.5432" failed: ' : '';
  return new OdooFault('psycopg2.OperationalError', `${address}FATAL:  database "${name}" does not exist\n`, 500);
}
