import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { InvalidArguments, RESOURCE_DISPATCHER, type ResourceDispatcher } from '#libs/contracts';
import { RequiresAccess } from '#libs/permissions';
import { Call, type RequestCall } from './request-call.decorator.js';
import { envelopeOf } from './seed-call.js';

/** The seed's REST for resources. */
@Controller('mcp/resources')
@RequiresAccess('read')
export class ResourcesController {
  constructor(@Inject(RESOURCE_DISPATCHER) private readonly resources: ResourceDispatcher) {}

  @Post('list')
  @HttpCode(200)
  list(): unknown {
    return { resources: this.resources.list(), resourceTemplates: this.resources.templates() };
  }

  @Post('read')
  @HttpCode(200)
  async read(@Body() body: unknown, @Call() call: RequestCall): Promise<unknown> {
    const { id, jsonrpc } = envelopeOf(body);
    const uri = uriIn(body);
    const content = await this.resources.read({ ...call, uri });
    return { ...(jsonrpc && { jsonrpc: '2.0' }), result: { contents: [{ uri, ...content }] }, id };
  }
}

/** `{"params": {"uri": "odoo://models"}}` */
function uriIn(body: unknown): string {
  const { params } = (body ?? {}) as { params?: { uri?: unknown } | null };
  if (typeof params?.uri === 'string') return params.uri;
  throw new InvalidArguments('The body names no resource.', { hint: 'Send {"params": {"uri": "odoo://models"}}.' });
}
