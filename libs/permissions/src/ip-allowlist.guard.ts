import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GATEWAY_CONFIG, type GatewayConfig } from '#libs/config';
import { Forbidden } from '#libs/contracts';
import { mayComeFrom } from './client-address.js';
import { requestOf } from './guarded-request.js';
import { PUBLIC_ROUTE, type PublicTo } from './route-access.decorator.js';

/** Lets only the addresses of ALLOWED_IPS in; any when it is empty. Probes come from anywhere. */
@Injectable()
export class IpAllowlistGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<PublicTo | undefined>(PUBLIC_ROUTE, targets) === 'everybody') return true;
    const { ip } = requestOf(context);
    if (mayComeFrom(this.config.access.allowedIps, ip)) return true;
    throw new Forbidden('Your address is not allowed.', {
      layer: 'ip',
      rule: 'allowed-ips',
      hint: 'The operator lists allowed addresses in ALLOWED_IPS, and proxies in TRUSTED_PROXIES.',
    });
  }
}
