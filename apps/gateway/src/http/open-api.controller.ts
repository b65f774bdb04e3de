import { Controller, Get, Inject, Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { NotFound } from '#libs/contracts';
import { RequiresAccess } from '#libs/permissions';
import { ApiExcludeController } from './described.js';

/** Keeps the document, which is made once, when it is first asked for. */
@Injectable()
export class OpenApiHolder {
  /** Set where the whole application is at hand. */
  make: (() => Promise<OpenAPIObject>) | undefined;
  private made: Promise<OpenAPIObject> | undefined;

  async document(): Promise<OpenAPIObject> {
    if (!this.make) throw new NotFound('The document is not ready yet.');
    return (this.made ??= this.make());
  }
}

/** The description of this REST, for generators and for the page of documents. */
@ApiExcludeController()
@Controller('openapi.json')
export class OpenApiController {
  constructor(@Inject(OpenApiHolder) private readonly holder: OpenApiHolder) {}

  @Get()
  @RequiresAccess('read')
  document(): Promise<OpenAPIObject> {
    return this.holder.document();
  }
}
