import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { RequiresAccess } from '#libs/permissions';
import { Call, type RequestCall } from './request-call.decorator.js';
import { answerTo } from './seed-call.js';
import { SeedProtocol } from './seed-protocol.js';

/** The seed's REST for resources. */
@Controller('mcp/resources')
@RequiresAccess('read')
export class ResourcesController {
  constructor(private readonly seed: SeedProtocol) {}

  @Post('list')
  @HttpCode(200)
  list(): unknown {
    return this.seed.listResources();
  }

  @Post('read')
  @HttpCode(200)
  async read(@Body() body: unknown, @Call() call: RequestCall): Promise<unknown> {
    return answerTo(body, await this.seed.readResource(body, call));
  }
}
