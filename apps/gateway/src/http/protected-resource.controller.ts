import { Controller, Get, Header, Inject } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '#libs/config';
import { NotFound } from '#libs/contracts';
import { Public } from '#libs/permissions';
import { ApiExcludeController } from './described.js';
import { METADATA_PATH, protectedResource } from './protected-resource.js';

/** Tells clients whose tokens are taken. Public: they have none yet, and pages of any origin ask. */
@ApiExcludeController()
@Controller(METADATA_PATH)
@Public()
export class ProtectedResourceController {
  constructor(@Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig) {}

  @Get(['', 'mcp'])
  @Header('access-control-allow-origin', '*')
  metadata(): unknown {
    const { oauth, mcp } = this.config;
    if (!oauth) throw new NotFound('No tokens are taken here, only keys.', { layer: 'arguments' });
    return protectedResource(oauth, mcp.serverName);
  }
}
