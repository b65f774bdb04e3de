import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { accessesNeeded, Forbidden, modeAllows, requireScopes } from '#libs/contracts';
import { requestOf } from './guarded-request.js';
import { PUBLIC_ROUTE, type PublicTo, ROUTE_ACCESS, type RouteAccess } from './route-access.decorator.js';

/** Refuses a route early by its declared access. What the route then asks of Odoo is judged again at the port. */
@Injectable()
export class ReadonlyGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<PublicTo | undefined>(PUBLIC_ROUTE, targets)) return true;
    const access = this.reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, targets) ?? 'write';
    const { principal } = requestOf(context);
    if (access === 'per-tool') return true;
    if (principal && modeAllows(principal.mode, access)) {
      requireScopes(principal, accessesNeeded(access));
      return true;
    }
    throw new Forbidden('This key is readonly.', {
      layer: 'mode',
      rule: 'readonly',
      hint: 'Set MCP_MODE=readwrite to allow writing.',
    });
  }
}
