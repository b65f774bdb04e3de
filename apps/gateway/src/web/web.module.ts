import { Module } from '@nestjs/common';
import { PAGE_FILES, readPageFiles } from './page-files.js';
import { WebController } from './web.controller.js';

/** The console and the page of routes. */
@Module({ controllers: [WebController], providers: [{ provide: PAGE_FILES, useFactory: () => readPageFiles() }] })
export class WebModule {}
