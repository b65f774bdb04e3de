import { Body, Controller, Headers, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { idempotencyKeyIn } from '#libs/contracts';
import { RequiresAccess } from '#libs/permissions';
import { CallStreams, StreamFormats, StreamWriters } from '#libs/streaming';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from './described.js';
import { fileName } from './file-name.js';
import { CONNECTION } from './connection-header.js';
import { IDEMPOTENCY } from './idempotency-header.js';
import { Call, type RequestCall } from './request-call.decorator.js';
import { REQUEST_TIMEOUT } from './request-timeout.js';
import { timeoutIn } from './seed-call.js';
import { streamCall } from './stream-call.js';
import { takenOver } from './taken-over.js';

const BODY = {
  schema: {
    type: 'object',
    additionalProperties: true,
    example: { method: 'odoo_search', params: { model: 'res.partner', fields: ['name'], limit: 20 } },
  },
} as const;

/** Tool calls whose answers come in pieces. */
@ApiTags('Streams')
@ApiHeader(CONNECTION)
@ApiHeader(REQUEST_TIMEOUT)
@ApiHeader(IDEMPOTENCY)
@Controller('mcp/stream')
export class StreamController {
  constructor(
    private readonly streams: CallStreams,
    private readonly formats: StreamFormats,
    private readonly writers: StreamWriters,
  ) {}

  @ApiOperation({ summary: 'Call a tool, and get its rows as they are read' })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The id of the last chunk: go on behind it' })
  @ApiBody(BODY)
  @ApiProduces('text/event-stream', 'application/x-ndjson', 'text/csv')
  @ApiOkResponse({ description: 'The stream; the header Accept chooses its format' })
  @Post('tools/call')
  @HttpCode(200)
  @RequiresAccess('per-tool')
  async call(
    @Body() body: unknown,
    @Headers('accept') accept: string | undefined,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Call() call: RequestCall,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { meta, ...asked } = streamCall(body, lastEventId);
    const idempotencyKey = idempotencyKeyIn(call.idempotencyKey, meta);
    const timeout = timeoutIn(body, call);
    // Not validated yet: it may be anything.
    const { model } = (asked.arguments ?? {}) as { model?: unknown };
    const name = fileName(typeof model === 'string' ? model : asked.tool);
    const options = { resumed: asked.resume !== undefined, fileName: `${name}.csv` };
    await this.writers.write(
      (demand) => this.streams.stream({ ...call, ...timeout, ...asked, idempotencyKey }, demand),
      this.formats.choose(accept, options),
      () => takenOver(reply),
    );
  }
}
