import type { CompletionDispatcher } from '#libs/contracts';
import { type McpServer, specTypeSchemas } from '@modelcontextprotocol/server';
import { toProtocolError } from './protocol-error.js';
import type { ServedClient } from './served-client.js';
import { timedSource } from './timed-source.js';

/** Answers `completion/complete` for one client, of prompts and of resource templates. */
export function handleCompletions(
  { server }: McpServer,
  completions: CompletionDispatcher,
  client: ServedClient,
): void {
  const { door } = client;
  const { CompleteRequestParams: params } = specTypeSchemas;
  server.setRequestHandler('completion/complete', { params }, async ({ ref, argument, context }, request) => {
    const source = timedSource(client, request);
    try {
      const { values, hasMore, total } = await completions.complete({
        of: ref.type === 'ref/prompt' ? { prompt: ref.name } : { template: ref.uri },
        parameter: argument.name,
        typed: argument.value,
        others: context?.arguments ?? {},
        principal: client.principalOf(request),
        door,
        requestId: client.requestIdOf(request),
        ...source,
        signal: request.mcpReq.signal,
      });
      return { completion: { values: [...values], hasMore, ...(total !== undefined && { total }) } };
    } catch (error) {
      throw toProtocolError(error);
    }
  });
}
