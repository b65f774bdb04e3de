import {
  ConfirmationNeeded,
  type GatewayError,
  idempotencyKeyIn,
  InsufficientScope,
  NotFound,
  type Principal,
  toGatewayError,
  type ToolDispatcher,
  type ToolListing,
} from '#libs/contracts';
import {
  type CallToolRequest,
  type CallToolResult,
  type ClientCapabilities,
  CLIENT_CAPABILITIES_META_KEY,
  type InputRequiredResult,
  type ListToolsResult,
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
  specTypeSchemas,
} from '@modelcontextprotocol/server';
import type { Confirmations } from './confirmations.js';
import { ProgressNotifier } from './progress-notifier.js';
import { toProtocolError } from './protocol-error.js';
import type { ServedClient } from './served-client.js';
import { timedSource } from './timed-source.js';
import { toolError, toolResult } from './tool-result.js';

export interface ToolHandlerSettings {
  /** Refusals name the rule that refused. */
  readonly debug: boolean;
  /** Told of failures that no answer shows. */
  readonly onError: (error: Error) => void;
}

/** Answers `tools/list` and `tools/call`; the answer of a list is built once per kind of principal. */
export class ToolHandlers {
  private readonly lists = new WeakMap<readonly ToolListing[], ListToolsResult>();

  constructor(
    private readonly dispatcher: ToolDispatcher,
    private readonly confirmations: Confirmations,
    private readonly settings: ToolHandlerSettings,
  ) {}

  install({ server }: McpServer, client: ServedClient): void {
    server.setRequestHandler('tools/list', { params: specTypeSchemas.PaginatedRequestParams }, (_params, context) =>
      this.listFor(client.principalOf(context)),
    );
    server.setRequestHandler('tools/call', ({ params }, context) =>
      this.call(client, params, context, capabilitiesOf(context) ?? server.getClientCapabilities()),
    );
  }

  private async call(
    client: ServedClient,
    { name, arguments: args, _meta: meta }: CallToolRequest['params'],
    context: ServerContext,
    capabilities: ClientCapabilities | undefined,
  ): Promise<CallToolResult | InputRequiredResult> {
    const { door } = client;
    const principal = client.principalOf(context);
    const call = { principal, tool: name, arguments: args };
    const source = timedSource(client, context);
    const confirm = this.confirmations.askerFor(call, context, capabilities);
    const progress = new ProgressNotifier(context.mcpReq, this.settings.onError);
    try {
      const outcome = await this.dispatcher.call({
        ...call,
        door,
        requestId: client.requestIdOf(context),
        ...source,
        signal: context.mcpReq.signal,
        confirm,
        progress: progress.report,
        timed: progress.follow,
        idempotencyKey: idempotencyKeyIn(client.idempotencyHeaderOf(context), meta),
      });
      return toolResult(outcome);
    } catch (error) {
      this.requireTool(principal, name);
      if (error instanceof ConfirmationNeeded) return this.confirmations.request(call, error);
      // For the client to get another token, not for the model to read.
      if (error instanceof InsufficientScope) throw toProtocolError(error);
      return toolError(toGatewayError(error), this.settings.debug);
    } finally {
      progress.stop();
    }
  }

  private listFor(principal: Principal): ListToolsResult {
    const listings = this.dispatcher.list(principal);
    let list = this.lists.get(listings);
    if (!list) {
      list = { tools: listings.map(toTool) };
      this.lists.set(listings, list);
    }
    return list;
  }

  /**
   * A tool that does not exist is the client's mistake, not a result for the model to read. The dispatcher has refused it
   * by then, and taken note.
   */
  private requireTool(principal: Principal, name: string): void {
    if (this.dispatcher.list(principal).some((listing) => listing.name === name)) return;
    throw protocolError(new NotFound('There is no such tool for this key.', { hint: 'Ask for the list again.' }));
  }
}

/** The modern era brings the client's capabilities with each request; of the legacy era the session knows them. */
function capabilitiesOf({ mcpReq }: ServerContext): ClientCapabilities | undefined {
  return (mcpReq.envelope as { readonly [key: string]: unknown } | undefined)?.[CLIENT_CAPABILITIES_META_KEY] as
    | ClientCapabilities
    | undefined;
}

function protocolError(error: GatewayError): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, error.message, { hint: error.hint });
}

function toTool({ access: _access, outputSchema, ...tool }: ToolListing): ListToolsResult['tools'][number] {
  return { ...tool, ...(outputSchema && { outputSchema }) } as ListToolsResult['tools'][number];
}
