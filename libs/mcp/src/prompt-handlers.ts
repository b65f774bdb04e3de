import type { PromptDispatcher, PromptListing } from '#libs/contracts';
import { type McpServer, type Prompt, specTypeSchemas } from '@modelcontextprotocol/server';
import { toProtocolError } from './protocol-error.js';
import type { ServedClient } from './served-client.js';

const { PaginatedRequestParams, GetPromptRequestParams } = specTypeSchemas;

/** Answers `prompts/list` and `prompts/get` for one client. */
export function handlePrompts({ server }: McpServer, prompts: PromptDispatcher, client: ServedClient): void {
  const { door } = client;
  server.setRequestHandler('prompts/list', { params: PaginatedRequestParams }, () => ({
    prompts: prompts.list().map(toPrompt),
  }));
  server.setRequestHandler('prompts/get', { params: GetPromptRequestParams }, async (params, context) => {
    const { name, arguments: args = {} } = params;
    const source = { ...client.sourceOf(context), requestId: client.requestIdOf(context) };
    const principal = client.principalOf(context);
    try {
      const { description, text } = await prompts.get({ name, arguments: args, principal, door, ...source });
      return { description, messages: [{ role: 'user', content: { type: 'text', text } }] };
    } catch (error) {
      throw toProtocolError(error);
    }
  });
}

function toPrompt({ arguments: args, ...listing }: PromptListing): Prompt {
  return { ...listing, arguments: [...args] };
}
