import { All, Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '#libs/contracts';
import { McpEndpoint } from '#libs/mcp';
import { CurrentPrincipal, RequiresAccess } from '#libs/permissions';
import { isMalformed } from './json-body.js';

/** The door for MCP clients. From here on the protocol's own library answers. */
@Controller('mcp')
export class McpController {
  constructor(private readonly endpoint: McpEndpoint) {}

  @All()
  @RequiresAccess('per-tool')
  async serve(
    @Req() { raw: request, body }: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    reply.hijack();
    const { raw: response } = reply;
    // What hooks have set (CORS, request id) would be lost with the reply that is left behind.
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) response.setHeader(name, value);
    }
    if (isMalformed(body)) this.endpoint.refuseMalformed({ response });
    else await this.endpoint.handle({ request, response, body: body ?? undefined, principal });
  }
}
