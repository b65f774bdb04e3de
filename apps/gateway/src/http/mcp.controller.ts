import { Controller, Delete, Get, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '#libs/contracts';
import { McpEndpoint } from '#libs/mcp';
import { CurrentPrincipal, RequiresAccess, TakesBatches } from '#libs/permissions';
import { sourceOf } from './call-source.js';
import { ApiExcludeController } from './described.js';
import { isMalformed } from './json-body.js';
import { timeoutOf } from './request-timeout.js';
import { takenOver } from './taken-over.js';

/** The door for MCP clients. From here on the protocol's own library answers. */
@ApiExcludeController()
@Controller('mcp')
export class McpController {
  constructor(private readonly endpoint: McpEndpoint) {}

  /** Requests and notifications of both eras. */
  @Post()
  @RequiresAccess('per-tool')
  @TakesBatches()
  post(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @CurrentPrincipal() principal: Principal) {
    return this.serve(request, reply, principal);
  }

  /** Listens to what the server has to say in a session of the legacy era. */
  @Get()
  @RequiresAccess('read')
  listen(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @CurrentPrincipal() principal: Principal) {
    return this.serve(request, reply, principal);
  }

  /** Ends such a session. */
  @Delete()
  @RequiresAccess('read')
  end(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @CurrentPrincipal() principal: Principal) {
    return this.serve(request, reply, principal);
  }

  private async serve(from: FastifyRequest, reply: FastifyReply, principal: Principal): Promise<void> {
    const { raw: request, body: sent, id: requestId } = from;
    // GET and DELETE have no body, whatever their headers say.
    const body = request.method === 'POST' ? sent : undefined;
    this.endpoint.requireScopes(principal, body);
    const source = { ...sourceOf(from), ...timeoutOf(from) };
    const response = takenOver(reply);
    if (isMalformed(body)) this.endpoint.refuseMalformed({ response });
    else await this.endpoint.handle({ request, response, body, principal, requestId, source });
  }
}
