import { Controller, Get, Headers, Inject, Param, Query, Res, UsePipes } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { GATEWAY_CONFIG, type GatewayConfig } from '#libs/config';
import { CHANGE_FEED, type ChangeFeed } from '#libs/contracts';
import { RequiresAccess } from '#libs/permissions';
import { ChangeStream } from './change-stream.js';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from './described.js';
import { ChangesQueryDto } from './odoo.dto.js';
import { CONNECTION } from './connection-header.js';
import { MODEL_PARAMETER } from './path-examples.js';
import { Call, type RequestCall } from './request-call.decorator.js';
import { validated } from './validation.js';

/** Live changes of a model's records, as Server-Sent Events. */
@ApiTags('Odoo')
@ApiHeader(CONNECTION)
@ApiParam(MODEL_PARAMETER)
@Controller('odoo/models/:model/changes')
@UsePipes(validated)
export class ChangesController {
  constructor(
    @Inject(CHANGE_FEED) private readonly feed: ChangeFeed,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  @ApiOperation({ summary: 'Changes of records as they happen, as Server-Sent Events' })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The id of the last event that was taken' })
  @ApiOkResponse({ description: 'The events', content: { 'text/event-stream': { schema: { type: 'string' } } } })
  @Get()
  @RequiresAccess('read')
  changes(
    @Param('model') model: string,
    @Query() { domain, fields }: ChangesQueryDto,
    @Headers('last-event-id') resume: string | undefined,
    @Call() { principal, door, requestId }: RequestCall,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { limits, server } = this.config;
    const stream = new ChangeStream(reply, limits.changes.maxWaiting, server.debug);
    const { taken } = stream;
    return stream.run(this.feed.watch({ model, domain, fields, resume, taken, principal, door, requestId }));
  }
}
