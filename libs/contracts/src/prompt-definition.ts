import type { z } from 'zod';
import type { Completers } from './completion.js';
import type { CallOrigin } from './audit.js';
import type { Principal } from './principal.js';

export interface PromptDefinition<I extends z.ZodObject = z.ZodObject> {
  /** Equals the file's name, with underscores. */
  readonly name: string;
  readonly title: string;
  /** Read by people who choose among prompts. */
  readonly description: string;
  /** A strict object of described texts, since the protocol knows no other arguments. */
  readonly input: I;
  readonly complete?: Completers;
  /**
   * What a model is told to do, step by step, with the calls of reading tools that it needs. It holds nothing of Odoo's,
   * and the arguments as JSON, so that none can end where it should not.
   * @param today a date such as `2026-11-30`, in UTC.
   */
  text(args: z.output<I>, today: string): string;
}

/** Keeps the types of a prompt's arguments while letting prompts of any shape stand in one list. */
export function definePrompt<I extends z.ZodObject>(definition: PromptDefinition<I>): PromptDefinition<I> {
  return definition;
}

export interface PromptArgument {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
}

/** A prompt as lists show it. */
export interface PromptListing extends Pick<PromptDefinition, 'name' | 'title' | 'description'> {
  readonly arguments: readonly PromptArgument[];
}

export interface PromptCall extends CallOrigin {
  readonly name: string;
  readonly arguments: Readonly<Record<string, string>>;
  readonly principal: Principal;
}

/** One message in the name of the user. */
export interface PromptMessage {
  readonly description: string;
  readonly text: string;
}

export interface PromptDispatcher {
  /** The same for every principal, since all that prompts tell is reading. */
  list(): readonly PromptListing[];
  /** @throws NotFound for a name that is none, InvalidArguments. */
  get(call: PromptCall): Promise<PromptMessage>;
}

export const PROMPT_DISPATCHER = Symbol('PROMPT_DISPATCHER');
