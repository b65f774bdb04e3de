import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { RequiresAccess } from '#libs/permissions';
import { RESOURCE, RESOURCES } from './answers.js';
import { CONNECTION } from './connection-header.js';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from './described.js';
import { Call, type RequestCall } from './request-call.decorator.js';
import { REQUEST_TIMEOUT } from './request-timeout.js';
import { answerTo } from './seed-call.js';
import { SeedProtocol } from './seed-protocol.js';

const READ = {
  schema: { type: 'object', additionalProperties: true, example: { params: { uri: 'odoo://models/res.partner' } } },
} as const;

/** The seed's REST for resources. */
@ApiTags('Resources')
@ApiHeader(CONNECTION)
@Controller('mcp/resources')
@RequiresAccess('read')
export class ResourcesController {
  constructor(private readonly seed: SeedProtocol) {}

  @ApiOperation({ summary: 'The resources and their templates' })
  @ApiOkResponse(RESOURCES)
  @Post('list')
  @HttpCode(200)
  list(): unknown {
    return this.seed.listResources();
  }

  @ApiOperation({ summary: 'Read a resource' })
  @ApiOkResponse(RESOURCE)
  @ApiHeader(REQUEST_TIMEOUT)
  @ApiBody(READ)
  @Post('read')
  @HttpCode(200)
  async read(@Body() body: unknown, @Call() call: RequestCall): Promise<unknown> {
    return answerTo(body, await this.seed.readResource(body, call));
  }
}
