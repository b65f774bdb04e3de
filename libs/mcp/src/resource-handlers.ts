import type { ResourceDispatcher, ResourceListing } from '#libs/contracts';
import { type McpServer, specTypeSchemas } from '@modelcontextprotocol/server';
import { toProtocolError } from './protocol-error.js';
import type { ServedClient } from './served-client.js';
import { timedSource } from './timed-source.js';
import { UNTRUSTED } from './tool-result.js';

const { PaginatedRequestParams, ReadResourceRequestParams } = specTypeSchemas;

/** Answers everything about resources for one client. */
export function handleResources({ server }: McpServer, resources: ResourceDispatcher, client: ServedClient): void {
  const { door } = client;
  server.setRequestHandler('resources/list', { params: PaginatedRequestParams }, () => ({
    resources: resources.list().map(toResource),
  }));
  server.setRequestHandler('resources/templates/list', { params: PaginatedRequestParams }, () => ({
    resourceTemplates: resources.templates().map(toTemplate),
  }));
  server.setRequestHandler('resources/read', { params: ReadResourceRequestParams }, async ({ uri }, context) => {
    const requestId = client.requestIdOf(context);
    const source = timedSource(client, context);
    const principal = client.principalOf(context);
    try {
      const body = await resources.read({ uri, principal, door, requestId, ...source, signal: context.mcpReq.signal });
      const { mimeType, text = '', blob } = body;
      const about = { uri, mimeType, _meta: UNTRUSTED };
      return { contents: [blob === undefined ? { ...about, text } : { ...about, blob }] };
    } catch (error) {
      throw toProtocolError(error, { uri });
    }
  });
}

function toResource(listing: ResourceListing) {
  return { ...listing };
}

function toTemplate({ uri, ...listing }: ResourceListing) {
  return { ...listing, uriTemplate: uri };
}
