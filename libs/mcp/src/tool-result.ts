import { type GatewayError, publicError, type ToolOutcome } from '#libs/contracts';
import type { CallToolResult } from '@modelcontextprotocol/server';

/**
 * What a model is shown of an outcome. Clients differ: some show only `content`, some only `structuredContent`, some
 * both; so small results are in both and say the same, and rows are in `content` alone.
 */
export function toolResult({ result, text, structured }: ToolOutcome): CallToolResult {
  const content = [{ type: 'text' as const, text }];
  return structured ? { content, structuredContent: result } : { content };
}

/** A refusal as a result, so that the model reads it and can do better. */
export function toolError(error: GatewayError, debug: boolean): CallToolResult {
  return { content: [{ type: 'text', text: JSON.stringify({ error: publicError(error, debug) }) }], isError: true };
}
