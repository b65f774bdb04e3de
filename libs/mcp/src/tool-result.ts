import { type GatewayError, type OutcomeFile, publicError, REPLAYED_META, type ToolOutcome } from '#libs/contracts';
import type { CallToolResult, ContentBlock } from '@modelcontextprotocol/server';

/** What records hold was written by others. Models are told so in the instructions; this tells their hosts. */
export const UNTRUSTED = { 'odoo-mcp-server/untrusted': true };

/**
 * What a model is shown of an outcome. Clients differ: some show only `content`, some only `structuredContent`, some
 * both; so small results are in both and say the same, and rows are in `content` alone. Files come as resources beside
 * the text, where clients can save them and no model has to read base64.
 */
export function toolResult({ result, text, structured, files = [], replayed }: ToolOutcome): CallToolResult {
  const content: ContentBlock[] = [{ type: 'text', text, _meta: UNTRUSTED }, ...files.flatMap(fileContent)];
  return { content, ...(structured && { structuredContent: result }), ...metaOf(replayed) };
}

/** A refusal as a result, so that the model reads it and can do better. */
export function toolError(error: GatewayError, debug: boolean): CallToolResult {
  const text = JSON.stringify({ error: publicError(error, debug) });
  return { content: [{ type: 'text', text }], isError: true, ...metaOf(error.replayed) };
}

function metaOf(replayed: boolean | undefined): Pick<CallToolResult, '_meta'> {
  return replayed ? { _meta: { [REPLAYED_META]: true } } : {};
}

function fileContent({ uri, name, mimeType, base64, readable }: OutcomeFile): ContentBlock[] {
  const resource: ContentBlock = { type: 'resource', resource: { uri, mimeType, blob: base64 } };
  // A link is a promise that resources/read keeps.
  return readable ? [resource, { type: 'resource_link', uri, name, mimeType }] : [resource];
}
