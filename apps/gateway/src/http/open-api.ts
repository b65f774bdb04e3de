import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { McpConfig } from '#libs/config';
import { PROBLEM } from './answers.js';

/** The OpenAPI document of every REST route. */
export function openApiDocument(app: INestApplication, { serverName, serverVersion }: McpConfig): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle(serverName)
    .setVersion(serverVersion)
    .setDescription('Odoo over REST. Every route but /health needs a key, and obeys its mode and its rules.')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'key or token' })
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'A key' }, 'apiKey')
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('apiKey')
    .addGlobalResponse({ status: 'default', ...PROBLEM });
  return SwaggerModule.createDocument(app, builder.build());
}
