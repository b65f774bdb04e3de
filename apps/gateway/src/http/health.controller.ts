import { Controller, Get, Inject } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '#libs/config';
import { AUDIT_TRAIL, type AuditTrail } from '#libs/contracts';
import { Public } from '#libs/permissions';

/** Whether the service itself is up. Public: probes have no key. */
@Controller('health')
@Public()
export class HealthController {
  constructor(
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
    @Inject(AUDIT_TRAIL) private readonly trail: AuditTrail,
  ) {}

  @Get()
  health(): unknown {
    const { serverName: service, serverVersion: version, mode } = this.config.mcp;
    const { state: audit } = this.trail;
    return { status: 'healthy', service, version, mode, ...(audit && { audit }) };
  }
}
