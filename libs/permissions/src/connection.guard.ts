import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { InvalidArguments, towards } from '#libs/contracts';
import { requestOf } from './guarded-request.js';

/** Names the connection that a request goes to, as browsers and programs send it. */
export const CONNECTION_HEADER = 'x-odoo-connection';

/** Turns the principal to the connection that the request's header names, so that no route can forget to look. */
@Injectable()
export class ConnectionGuard implements CanActivate {
  /** @throws Forbidden for a connection that is not this key's. */
  canActivate(context: ExecutionContext): boolean {
    const request = requestOf(context);
    const named = request.headers[CONNECTION_HEADER];
    if (named === undefined || !request.principal) return true;
    if (typeof named !== 'string') throw new InvalidArguments('X-Odoo-Connection: must name one connection.');
    request.principal = towards(request.principal, named);
    return true;
  }
}
