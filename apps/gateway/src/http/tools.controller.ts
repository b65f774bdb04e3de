import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import type { Principal } from '#libs/contracts';
import { CurrentPrincipal, RequiresAccess } from '#libs/permissions';
import { CALLER_MODE, CAPABILITIES, TOOLS, TOOL_RESULT } from './answers.js';
import { CONNECTION } from './connection-header.js';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from './described.js';
import { IDEMPOTENCY } from './idempotency-header.js';
import { Call, type RequestCall } from './request-call.decorator.js';
import { REQUEST_TIMEOUT } from './request-timeout.js';
import { answerTo } from './seed-call.js';
import { SeedProtocol } from './seed-protocol.js';

const SEARCH = { model: 'res.partner', fields: ['name', 'email'], limit: 2 };

const CALLS = {
  schema: { type: 'object', additionalProperties: true },
  examples: {
    short: { summary: 'Method and params', value: { method: 'odoo_search', params: SEARCH, id: 1 } },
    named: { summary: 'Name and arguments', value: { name: 'odoo_search', arguments: SEARCH } },
    envelope: {
      summary: 'A tools/call envelope',
      value: { jsonrpc: '2.0', method: 'tools/call', id: 'a', params: { name: 'odoo_search', arguments: SEARCH } },
    },
  },
} as const;

/** The plain REST of the seed, for programs that speak no MCP. */
@ApiTags('Tools')
@ApiHeader(CONNECTION)
@Controller('mcp')
export class ToolsController {
  constructor(private readonly seed: SeedProtocol) {}

  @ApiOperation({ summary: 'What this caller may do' })
  @ApiOkResponse(CALLER_MODE)
  @Get('mode')
  @RequiresAccess('read')
  mode(@CurrentPrincipal() principal: Principal): unknown {
    return this.seed.mode(principal);
  }

  @ApiOperation({ summary: 'The same, under capabilities' })
  @ApiOkResponse(CAPABILITIES)
  @Post('initialize')
  @HttpCode(200)
  @RequiresAccess('read')
  initialize(@CurrentPrincipal() principal: Principal): unknown {
    return this.seed.initialize(principal);
  }

  @ApiOperation({ summary: 'The tools, with the schemas of their arguments' })
  @ApiOkResponse(TOOLS)
  @Post('tools/list')
  @HttpCode(200)
  @RequiresAccess('read')
  list(@CurrentPrincipal() principal: Principal): unknown {
    return this.seed.listTools(principal);
  }

  @ApiOperation({ summary: 'Call a tool' })
  @ApiOkResponse(TOOL_RESULT)
  @ApiHeader(REQUEST_TIMEOUT)
  @ApiHeader(IDEMPOTENCY)
  @ApiBody(CALLS)
  @Post('tools/call')
  @HttpCode(200)
  @RequiresAccess('per-tool')
  async call(@Body() body: unknown, @Call() call: RequestCall): Promise<unknown> {
    return answerTo(body, await this.seed.callTool(body, call));
  }
}
