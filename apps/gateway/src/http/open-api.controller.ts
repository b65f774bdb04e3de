import { Controller, Get, Inject, Injectable } from '@nestjs/common';
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger';
import { NotFound } from '#libs/contracts';
import { RequiresAccess } from '#libs/permissions';

/** Keeps the document, which can only be made once all routes are known. */
@Injectable()
export class OpenApiHolder {
  document: OpenAPIObject | undefined;
}

/** The description of this REST, for generators and for the page of documents. */
@ApiExcludeController()
@Controller('openapi.json')
export class OpenApiController {
  constructor(@Inject(OpenApiHolder) private readonly holder: OpenApiHolder) {}

  @Get()
  @RequiresAccess('read')
  document(): OpenAPIObject {
    if (!this.holder.document) throw new NotFound('The document is not ready yet.');
    return this.holder.document;
  }
}
