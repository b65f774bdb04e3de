import { type ResourceDispatcher, type ResourceListing, toGatewayError } from '#libs/contracts';
import { type McpServer, ProtocolError, ProtocolErrorCode, specTypeSchemas } from '@modelcontextprotocol/server';
import type { ServedClient } from './served-client.js';
import { UNTRUSTED } from './tool-result.js';

const { PaginatedRequestParams, ReadResourceRequestParams, CompleteRequestParams } = specTypeSchemas;

/** Answers everything about resources, and the completions of their templates, for one client. */
export function handleResources({ server }: McpServer, resources: ResourceDispatcher, client: ServedClient): void {
  const { principal, door } = client;
  server.setRequestHandler('resources/list', { params: PaginatedRequestParams }, () => ({
    resources: resources.list().map(toResource),
  }));
  server.setRequestHandler('resources/templates/list', { params: PaginatedRequestParams }, () => ({
    resourceTemplates: resources.templates().map(toTemplate),
  }));
  server.setRequestHandler('resources/read', { params: ReadResourceRequestParams }, async ({ uri }, context) => {
    const requestId = client.requestIdOf(context);
    try {
      const body = await resources.read({ uri, principal, door, requestId, signal: context.mcpReq.signal });
      const { mimeType, text = '', blob } = body;
      const about = { uri, mimeType, _meta: UNTRUSTED };
      return { contents: [blob === undefined ? { ...about, text } : { ...about, blob }] };
    } catch (error) {
      throw toProtocolError(error, { uri });
    }
  });
  server.setRequestHandler('completion/complete', { params: CompleteRequestParams }, async ({ ref, argument }) => {
    const template = ref.type === 'ref/resource' ? ref.uri : '';
    const values = await resources
      .complete(template, argument.name, argument.value, principal)
      .catch((error: unknown) => {
        throw toProtocolError(error);
      });
    return { completion: { values, hasMore: false } };
  });
}

function toResource(listing: ResourceListing) {
  return { ...listing };
}

function toTemplate({ uri, ...listing }: ResourceListing) {
  return { ...listing, uriTemplate: uri };
}

/** A resource that cannot be read is an error of the protocol; its address and the typed one stand in its data. */
function toProtocolError(thrown: unknown, asked: { uri?: string } = {}): ProtocolError {
  const error = toGatewayError(thrown);
  const { code, message, hint, layer, retryable } = error;
  // What is refused is the client's to change; only the rest is ours.
  const rpcCode = error.httpStatus < 500 ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError;
  return new ProtocolError(rpcCode, message, { ...asked, code, hint, layer, retryable });
}
