import { type GatewayError, NotFound, toGatewayError, type ToolDispatcher, type ToolListing } from '#libs/contracts';
import {
  type ListToolsResult,
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  specTypeSchemas,
} from '@modelcontextprotocol/server';
import type { ServedClient } from './served-client.js';
import { toolError, toolResult } from './tool-result.js';

/** Answers `tools/list` and `tools/call`; the answer of a list is built once per kind of principal. */
export class ToolHandlers {
  private readonly lists = new WeakMap<readonly ToolListing[], ListToolsResult>();

  constructor(
    private readonly dispatcher: ToolDispatcher,
    /** Refusals name the rule that refused. */
    private readonly debug: boolean,
  ) {}

  install({ server }: McpServer, client: ServedClient): void {
    const { principal, door } = client;
    server.setRequestHandler('tools/list', { params: specTypeSchemas.PaginatedRequestParams }, () =>
      this.listFor(client),
    );
    server.setRequestHandler('tools/call', async ({ params }, context) => {
      this.requireTool(client, params.name);
      try {
        const outcome = await this.dispatcher.call({
          tool: params.name,
          arguments: params.arguments,
          principal,
          door,
          requestId: client.requestIdOf(context),
          signal: context.mcpReq.signal,
        });
        return toolResult(outcome);
      } catch (error) {
        return toolError(toGatewayError(error), this.debug);
      }
    });
  }

  private listFor({ principal }: ServedClient): ListToolsResult {
    const listings = this.dispatcher.list(principal);
    let list = this.lists.get(listings);
    if (!list) {
      list = { tools: listings.map(toTool) };
      this.lists.set(listings, list);
    }
    return list;
  }

  /** A tool that does not exist is the client's mistake, not a result for the model to read. */
  private requireTool({ principal }: ServedClient, name: string): void {
    if (this.dispatcher.list(principal).some((listing) => listing.name === name)) return;
    throw protocolError(new NotFound('There is no such tool for this key.', { hint: 'Ask for the list again.' }));
  }
}

function protocolError(error: GatewayError): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, error.message, { hint: error.hint });
}

function toTool({ access: _access, outputSchema, ...tool }: ToolListing): ListToolsResult['tools'][number] {
  return { ...tool, ...(outputSchema && { outputSchema }) } as ListToolsResult['tools'][number];
}
