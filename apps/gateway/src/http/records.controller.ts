import { Body, Controller, Delete, HttpCode, Inject, Param, Patch, Post } from '@nestjs/common';
import { TOOL_DISPATCHER, type ToolDispatcher } from '#libs/contracts';
import { RequiresAccess } from '#libs/permissions';
import { CHANGED, CREATED, DELETED } from './answers.js';
import { CONNECTION } from './connection-header.js';
import { ApiBody, ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from './described.js';
import { IDEMPOTENCY } from './idempotency-header.js';
import { ID_PARAMETER, MODEL_PARAMETER } from './path-examples.js';
import { Call, type RequestCall } from './request-call.decorator.js';
import { REQUEST_TIMEOUT } from './request-timeout.js';

const VALUES = { schema: { type: 'object', additionalProperties: true, example: { name: 'New Company' } } } as const;

/** Creating, changing and deleting records, for keys that may. */
@ApiTags('Odoo, writing')
@ApiHeader(CONNECTION)
@ApiHeader(REQUEST_TIMEOUT)
@ApiHeader(IDEMPOTENCY)
@ApiParam(MODEL_PARAMETER)
@Controller('odoo/models/:model/records')
export class RecordsController {
  constructor(@Inject(TOOL_DISPATCHER) private readonly tools: ToolDispatcher) {}

  @ApiOperation({ summary: 'Create a record, or several from a list' })
  @ApiCreatedResponse(CREATED)
  @ApiBody(VALUES)
  @Post()
  @HttpCode(201)
  @RequiresAccess('write')
  create(@Param('model') model: string, @Body() values: unknown, @Call() call: RequestCall): Promise<unknown> {
    return this.run('odoo_create', { model, values }, call);
  }

  @ApiOperation({ summary: 'Change a record' })
  @ApiOkResponse(CHANGED)
  @ApiBody(VALUES)
  @ApiParam(ID_PARAMETER)
  @Patch(':id')
  @RequiresAccess('write')
  write(
    @Param('model') model: string,
    @Param('id') id: string,
    @Body() values: unknown,
    @Call() call: RequestCall,
  ): Promise<unknown> {
    return this.run('odoo_write', { model, ids: [Number(id)], values }, call);
  }

  @ApiOperation({ summary: 'Delete a record' })
  @ApiOkResponse(DELETED)
  @ApiParam(ID_PARAMETER)
  @Delete(':id')
  @RequiresAccess('delete')
  unlink(@Param('model') model: string, @Param('id') id: string, @Call() call: RequestCall): Promise<unknown> {
    return this.run('odoo_unlink', { model, ids: [Number(id)] }, call);
  }

  private async run(tool: string, args: unknown, call: RequestCall): Promise<unknown> {
    return (await this.tools.call({ ...call, tool, arguments: args })).result;
  }
}
