import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Principal } from '#libs/contracts';
import { CurrentPrincipal, RequiresAccess } from '#libs/permissions';
import { IDEMPOTENCY } from './idempotency-header.js';
import { Call, type RequestCall } from './request-call.decorator.js';
import { answerTo } from './seed-call.js';
import { SeedProtocol } from './seed-protocol.js';

/** The plain REST of the seed, for programs that speak no MCP. */
@Controller('mcp')
export class ToolsController {
  constructor(private readonly seed: SeedProtocol) {}

  @Get('mode')
  @RequiresAccess('read')
  mode(@CurrentPrincipal() principal: Principal): unknown {
    return this.seed.mode(principal);
  }

  @Post('initialize')
  @HttpCode(200)
  @RequiresAccess('read')
  initialize(@CurrentPrincipal() principal: Principal): unknown {
    return this.seed.initialize(principal);
  }

  @Post('tools/list')
  @HttpCode(200)
  @RequiresAccess('read')
  list(@CurrentPrincipal() principal: Principal): unknown {
    return this.seed.listTools(principal);
  }

  @ApiHeader(IDEMPOTENCY)
  @Post('tools/call')
  @HttpCode(200)
  @RequiresAccess('per-tool')
  async call(@Body() body: unknown, @Call() call: RequestCall): Promise<unknown> {
    return answerTo(body, await this.seed.callTool(body, call));
  }
}
