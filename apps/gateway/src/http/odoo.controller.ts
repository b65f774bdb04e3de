import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res, UsePipes } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  NotFound,
  RESOURCE_DISPATCHER,
  type ResourceDispatcher,
  TOOL_DISPATCHER,
  type ToolDispatcher,
} from '#libs/contracts';
import { RequiresAccess } from '#libs/permissions';
import { FIELDS, GROUPS, MODELS, RECORD, RECORDS, RETURNED } from './answers.js';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from './described.js';
import { fileName } from './file-name.js';
import { AggregateQueryDto, FieldsQueryDto, QueryDto, RecordsQueryDto } from './odoo.dto.js';
import { CONNECTION } from './connection-header.js';
import { IDEMPOTENCY } from './idempotency-header.js';
import { ID_PARAMETER, MODEL_PARAMETER } from './path-examples.js';
import { Call, type RequestCall } from './request-call.decorator.js';
import { REQUEST_TIMEOUT } from './request-timeout.js';
import { validated } from './validation.js';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Odoo's models and records for dashboards. Each route is a tool or resource by another name. */
@ApiTags('Odoo')
@ApiHeader(CONNECTION)
@ApiHeader(REQUEST_TIMEOUT)
@Controller('odoo')
@UsePipes(validated)
export class OdooController {
  constructor(
    @Inject(TOOL_DISPATCHER) private readonly tools: ToolDispatcher,
    @Inject(RESOURCE_DISPATCHER) private readonly resources: ResourceDispatcher,
  ) {}

  @ApiOperation({ summary: 'Call a public method of a model' })
  @ApiOkResponse(RETURNED)
  @ApiHeader(IDEMPOTENCY)
  @Post('query')
  @HttpCode(200)
  @RequiresAccess('per-tool')
  async query(
    @Body() { model, method, args = [], kwargs = {} }: QueryDto,
    @Call() call: RequestCall,
  ): Promise<unknown> {
    const {
      model: _model,
      method: _method,
      ...answer
    } = (await this.run('odoo_call', { model, method, args, kwargs }, call)).result;
    return answer;
  }

  @ApiOperation({ summary: 'Every model that may be read' })
  @ApiOkResponse(MODELS)
  @Get('models')
  @RequiresAccess('read')
  models(@Call() call: RequestCall, @Res() reply: FastifyReply): Promise<void> {
    return this.sendResource('odoo://models', call, reply);
  }

  @ApiOperation({ summary: 'The fields of a model' })
  @ApiOkResponse(FIELDS)
  @ApiParam(MODEL_PARAMETER)
  @Get('models/:model/fields')
  @RequiresAccess('read')
  fields(@Param('model') model: string, @Call() call: RequestCall, @Res() reply: FastifyReply): Promise<void> {
    return this.sendResource(`odoo://models/${encodeURIComponent(model)}`, call, reply);
  }

  @ApiOperation({ summary: 'Records of a model, as JSON or CSV' })
  @ApiOkResponse(RECORDS)
  @ApiParam(MODEL_PARAMETER)
  @Get('models/:model/records')
  @RequiresAccess('read')
  async records(
    @Param('model') model: string,
    @Query() query: RecordsQueryDto,
    @Call() call: RequestCall,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { result } = await this.run('odoo_search', { model, ...given(query) }, call);
    if (query.format !== 'csv') return void reply.send(result);
    if (typeof result['next_cursor'] === 'string') reply.header('x-next-cursor', result['next_cursor']);
    reply.header('content-disposition', `attachment; filename="${fileName(model)}.csv"`);
    reply.type('text/csv; charset=utf-8').send(result['text']);
  }

  @ApiOperation({ summary: 'One record' })
  @ApiOkResponse(RECORD)
  @ApiParam(ID_PARAMETER)
  @ApiParam(MODEL_PARAMETER)
  @Get('models/:model/records/:id')
  @RequiresAccess('read')
  async record(
    @Param('model') model: string,
    @Param('id') id: string,
    @Query() { fields }: FieldsQueryDto,
    @Call() call: RequestCall,
  ): Promise<unknown> {
    const { result } = await this.run('odoo_read', { model, ids: [Number(id)], ...given({ fields }) }, call);
    const { records, moments, timezone } = result;
    const [record] = records as unknown[];
    if (record === undefined) throw new NotFound(`${model} has no such record, or none that may be read.`);
    return { model, record, ...given({ moments, timezone }) };
  }

  @ApiOperation({ summary: 'Groups of records, counted and summed' })
  @ApiOkResponse(GROUPS)
  @ApiParam(MODEL_PARAMETER)
  @Get('models/:model/aggregate')
  @RequiresAccess('read')
  async aggregate(
    @Param('model') model: string,
    @Query() query: AggregateQueryDto,
    @Call() call: RequestCall,
  ): Promise<unknown> {
    return (await this.run('odoo_aggregate', { model, ...given(query) }, call)).result;
  }

  private async run(tool: string, args: unknown, call: RequestCall): Promise<{ result: Record<string, unknown> }> {
    const { result } = await this.tools.call({ ...call, tool, arguments: args });
    return { result: result as Record<string, unknown> };
  }

  /** A resource's JSON is passed on as it is, and whole: a dashboard has no context window. */
  private async sendResource(uri: string, call: RequestCall, reply: FastifyReply): Promise<void> {
    const { text } = await this.resources.read({ ...call, uri, whole: true });
    reply.type(JSON_TYPE).send(text);
  }
}

/** The members that were given: DTOs have all of their names, some undefined. */
function given(query: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}
