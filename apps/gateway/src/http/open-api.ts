import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { McpConfig } from '#libs/config';
import { PROBLEM } from './answers.js';
import { applyDescriptions } from './described.js';

/** The OpenAPI document of every REST route; all of them have to be known. */
export async function openApiDocument(
  app: INestApplication,
  { serverName, serverVersion }: McpConfig,
): Promise<OpenAPIObject> {
  const swagger = await import('@nestjs/swagger');
  applyDescriptions(swagger);
  const builder = new swagger.DocumentBuilder()
    .setTitle(serverName)
    .setVersion(serverVersion)
    .setDescription('Odoo over REST. Every route but /health needs a key, and obeys its mode and its rules.')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'key or token' })
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'A key' }, 'apiKey')
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('apiKey')
    .addGlobalResponse({ status: 'default', ...PROBLEM });
  return swagger.SwaggerModule.createDocument(app, builder.build());
}
