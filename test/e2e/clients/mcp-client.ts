import type { Environment } from '../../fixtures/gateway.js';

/** What a client of any make and generation can do with the gateway, as the matrix asks for it. */
export interface McpClient {
  /** Names of the tools. */
  list(): Promise<string[]>;
  call(call: Call): Promise<Answer>;
  readResource(uri: string): Promise<string>;
  prompt(name: string, args: Record<string, string>): Promise<string>;
  // What follows is left out by a client that cannot do it.

  /** Completions of the model in `odoo://models/{model}`. */
  readonly completeModel?: (typed: string) => Promise<string[]>;
  readonly withProgress?: (call: Call) => Promise<{ readonly answer: Answer; readonly steps: number[] }>;
  /** Begins a call, and gives it up once `started` says so. */
  readonly cancel?: (call: Call, started: Promise<unknown>) => Promise<void>;
  /** Calls, and answers every question with yes. */
  readonly agreeing?: (call: Call) => Promise<{ readonly answer: Answer; readonly questions: string[] }>;
  /** Has `updated` told whenever the resource has changed. @returns what ends it. */
  readonly subscribe?: (uri: string, updated: (uri: string) => void) => Promise<() => Promise<unknown>>;
  close(): Promise<void>;
}

/** What a client may lack. */
export type Extra = 'withProgress' | 'cancel' | 'completeModel' | 'agreeing' | 'subscribe';

export interface Call {
  readonly name: string;
  readonly arguments: Record<string, unknown>;
}

export interface Answer {
  readonly text: string;
  readonly isError: boolean;
}

export interface Target {
  readonly url: URL;
  readonly key: string;
  /** Of the gateway, for a client that starts one of its own. */
  readonly settings: Environment;
}

/** The first text of a result, whichever SDK has typed it. */
export function answerOf(result: unknown): Answer {
  const { content, isError } = result as { content: Array<{ text?: string }>; isError?: boolean };
  return { text: content[0]?.text ?? '', isError: isError === true };
}

/** The text of a resource or a prompt, likewise. */
export function textOf(result: unknown): string {
  const { contents, messages } = result as {
    contents?: Array<{ text?: string }>;
    messages?: Array<{ content: { text?: string } }>;
  };
  return contents?.[0]?.text ?? messages?.[0]?.content.text ?? '';
}

export const CLIENT_INFO = { name: 'matrix', version: '1.0.0' };

/** What a person answers who agrees. */
export const YES = { action: 'accept', content: { confirm: true } } as const;

export const MODEL_TEMPLATE = 'odoo://models/{model}';
