import { Controller, Get, HttpStatus, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { GATEWAY_CONFIG, type GatewayConfig } from '#libs/config';
import { AUDIT_TRAIL, type AuditTrail, ODOO_REACHES, type OdooReach, type OdooReaches } from '#libs/contracts';
import { Public } from '#libs/permissions';
import { ALIVE, HEALTH, READY } from './answers.js';
import { ServiceState } from '../lifecycle/service-state.js';
import { ApiOkResponse, ApiOperation, ApiTags } from './described.js';

/** How the service is, for probes, which have no key: states and counts, and neither names nor addresses. */
@ApiTags('Health')
@Controller('health')
@Public()
export class HealthController {
  constructor(
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
    @Inject(AUDIT_TRAIL) private readonly trail: AuditTrail,
    private readonly state: ServiceState,
    @Inject(ODOO_REACHES) private readonly odoos: OdooReaches,
  ) {}

  /** Whether it runs at all, and all there is to tell. */
  @ApiOperation({ summary: 'Whether it runs, and how it is', security: [] })
  @ApiOkResponse(HEALTH)
  @Get()
  health(): unknown {
    const { serverName: service, serverVersion: version, mode } = this.config.mcp;
    const { state: audit } = this.trail;
    return {
      status: 'healthy',
      service,
      version,
      mode,
      state: this.state.standing,
      uptime_seconds: Math.floor(process.uptime()),
      odoo: this.odoo(),
      ...(audit && { audit }),
    };
  }

  /** Whether the process answers; who asks starts it anew where it does not. */
  @ApiOperation({ summary: 'Whether the process answers', security: [] })
  @ApiOkResponse(ALIVE)
  @Get('live')
  live(): unknown {
    return { status: 'alive' };
  }

  /**
   * Whether calls should be sent here. Not told by Odoo's absence, which all replicas find at once: they would all be
   * taken out, and callers would get no answer in place of a typed one.
   */
  @ApiOperation({ summary: 'Whether calls should be sent here', security: [] })
  @ApiOkResponse(READY)
  @Get('ready')
  ready(@Res({ passthrough: true }) reply: FastifyReply): unknown {
    const { standing } = this.state;
    const isReady = standing === 'serving';
    if (!isReady) reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    return { status: isReady ? 'ready' : 'not_ready', state: standing, odoo: this.odoo() };
  }

  /** How many are in which state. */
  private odoo(): Readonly<Record<OdooReach, number>> {
    const counts = { reachable: 0, unreachable: 0, unknown: 0 };
    for (const reach of this.odoos.reaches()) counts[reach] += 1;
    return counts;
  }
}
