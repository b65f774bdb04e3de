import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { InvalidArguments, Internal, TOOL_DISPATCHER, type ToolDispatcher } from '#libs/contracts';
import { RequiresAccess } from '#libs/permissions';
import { CONNECTION } from './connection-header.js';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from './described.js';
import { Call, type RequestCall } from './request-call.decorator.js';
import { REQUEST_TIMEOUT } from './request-timeout.js';

/** Reports as files, for links in dashboards. */
@ApiTags('Odoo')
@ApiHeader(CONNECTION)
@ApiHeader(REQUEST_TIMEOUT)
@Controller('odoo/reports')
export class ReportsController {
  constructor(@Inject(TOOL_DISPATCHER) private readonly tools: ToolDispatcher) {}

  @ApiOperation({ summary: 'Print a report of one or several records' })
  @ApiOkResponse({
    description: 'The file',
    content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } },
  })
  @ApiParam({ name: 'name', description: 'Technical name of a report', example: 'sale.report_saleorder' })
  @ApiParam({ name: 'file', description: 'Ids with commas between them, and .pdf', example: '1.pdf' })
  @Get(':name/:file')
  @RequiresAccess('per-tool')
  async print(
    @Param('name') name: string,
    @Param('file') file: string,
    @Call() call: RequestCall,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { groups } = /^(?<ids>\d+(?:,\d+)*)\.pdf$/.exec(file) ?? {};
    if (!groups?.['ids']) throw new InvalidArguments('The file must look like "1,2.pdf".');
    const record_ids = groups['ids'].split(',').map(Number);
    const { files } = await this.tools.call({
      ...call,
      tool: 'odoo_report',
      arguments: { report_name: name, record_ids, format: 'pdf' },
    });
    const [printed] = files ?? [];
    if (!printed) throw new Internal(new Error('odoo_report gave no file.'));
    reply.header('content-disposition', `inline; filename="${name.replaceAll(/[^\w.-]/g, '_')}-${file}"`);
    reply.header('x-content-type-options', 'nosniff');
    reply.type(printed.mimeType).send(Buffer.from(printed.base64, 'base64'));
  }
}
