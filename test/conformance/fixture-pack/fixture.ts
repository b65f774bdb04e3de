import type {
  CallToolResult,
  GetPromptResult,
  InputRequiredResult,
  Prompt,
  ServerContext,
  Tool,
} from '@modelcontextprotocol/server';

type Eventually<T> = T | Promise<T>;

/** A tool that the conformance program calls by name. */
export interface FixtureTool {
  readonly description: string;
  readonly inputSchema?: Tool['inputSchema'];
  call(
    context: ServerContext,
    args: Readonly<Record<string, unknown>>,
  ): Eventually<CallToolResult | InputRequiredResult>;
}

/** A prompt that it gets by name. */
export interface FixturePrompt {
  readonly description: string;
  readonly arguments?: Prompt['arguments'];
  get(
    context: ServerContext,
    args: Readonly<Record<string, string>>,
  ): Eventually<GetPromptResult | InputRequiredResult>;
}

/** By name. */
export type FixtureTools = Readonly<Record<string, FixtureTool>>;
export type FixturePrompts = Readonly<Record<string, FixturePrompt>>;

/** A result of one text. */
export function said(text: string): CallToolResult {
  return { content: [{ type: 'text', text }] };
}

/** One red pixel, and no sound at all. */
export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
export const WAV = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=';
