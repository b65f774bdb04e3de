import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '#libs/config';
import { type Principal, TOOL_DISPATCHER, type ToolDispatcher } from '#libs/contracts';
import { CurrentPrincipal, RequiresAccess } from '#libs/permissions';
import { describeMode } from './mode-description.js';
import { Call, type RequestCall } from './request-call.decorator.js';
import { envelopeOf, seedCall } from './seed-call.js';

/** The plain REST of the seed, for programs that speak no MCP. */
@Controller('mcp')
export class ToolsController {
  constructor(
    @Inject(TOOL_DISPATCHER) private readonly dispatcher: ToolDispatcher,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  @Get('mode')
  @RequiresAccess('read')
  mode(@CurrentPrincipal() principal: Principal): unknown {
    return describeMode(principal, this.dispatcher.list(principal));
  }

  @Post('initialize')
  @HttpCode(200)
  @RequiresAccess('read')
  initialize(@CurrentPrincipal() principal: Principal): unknown {
    const { serverName: name, serverVersion: version } = this.config.mcp;
    const mode = describeMode(principal, this.dispatcher.list(principal));
    return { capabilities: { tools: true, resources: true, mode }, serverInfo: { name, version } };
  }

  @Post('tools/list')
  @HttpCode(200)
  @RequiresAccess('read')
  list(@CurrentPrincipal() principal: Principal): unknown {
    const tools = this.dispatcher.list(principal).map(({ name, title, description, inputSchema, annotations }) => ({
      name,
      title,
      description,
      inputSchema,
      annotations,
    }));
    return { tools };
  }

  @Post('tools/call')
  @HttpCode(200)
  @RequiresAccess('per-tool')
  async call(@Body() body: unknown, @Call() call: RequestCall): Promise<unknown> {
    const { id, jsonrpc } = envelopeOf(body);
    const { result } = await this.dispatcher.call({ ...call, ...seedCall(body) });
    return { ...(jsonrpc && { jsonrpc: '2.0' }), result, id };
  }
}
