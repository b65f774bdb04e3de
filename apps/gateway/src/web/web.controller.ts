import { Controller, Get, Headers, HttpStatus, Inject, NotFoundException, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '#libs/permissions';
import { ApiExcludeController } from '../http/described.js';
import { PAGE_FILES, type PageFiles } from './page-files.js';
import { PAGE_HEADERS } from './page-headers.js';

/**
 * The pages for people: files that are the same for everybody and hold nothing of Odoo. What they show they ask of the
 * public API, with the key that the person types.
 */
@ApiExcludeController()
@Controller()
@Public('allowed-addresses')
export class WebController {
  constructor(@Inject(PAGE_FILES) private readonly files: PageFiles) {}

  /** For browsers alone: programs that ask for `/` are told that there is no such route. */
  @Get()
  console(
    @Headers('accept') accept: string | undefined,
    @Headers('if-none-match') known: string | undefined,
    @Res() reply: FastifyReply,
  ): void {
    reply.header('vary', 'accept');
    if (!/\btext\/html\b/i.test(accept ?? '')) throw new NotFoundException();
    this.send('console.html', known, reply);
  }

  @Get('docs')
  docs(@Headers('if-none-match') known: string | undefined, @Res() reply: FastifyReply): void {
    this.send('docs.html', known, reply);
  }

  @Get('web/:file')
  file(
    @Param('file') name: string,
    @Headers('if-none-match') known: string | undefined,
    @Res() reply: FastifyReply,
  ): void {
    this.send(name, known, reply);
  }

  private send(name: string, known: string | undefined, reply: FastifyReply): void {
    const file = this.files.get(name);
    if (!file) throw new NotFoundException();
    reply.headers({ ...PAGE_HEADERS, etag: file.etag });
    if (known?.includes(file.etag)) reply.status(HttpStatus.NOT_MODIFIED).send();
    else reply.type(file.type).send(file.body);
  }
}
