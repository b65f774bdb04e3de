import { quoted } from './prompt-arguments.js';

const WHERE_IT_FAILS =
  'If a model does not exist, its app is not installed (odoo_models tells): skip the step and say so. Likewise what you may not read. Change nothing.';

/**
 * A task in numbered steps, and what to answer. A call stands at the end of its step, the tool's name before its arguments
 * as JSON; words in capitals in it are to be filled in.
 */
export function promptText(task: string, steps: readonly string[], answer: string): string {
  return [task, ...steps.map((step, index) => `${index + 1}. ${step}`), answer, WHERE_IT_FAILS].join('\n');
}

/** A record that a prompt may be about, and the word in capitals that stands for its id in later steps. */
export interface NamedRecord {
  readonly word: string;
  readonly model: string;
  /** As the caller has named it, if at all. */
  readonly name: string | undefined;
}

/** The first step of a prompt about records that were named; no step where none was. */
export function findingSteps(...records: readonly NamedRecord[]): string[] {
  const named = records.filter(({ name }) => name !== undefined);
  if (named.length === 0) return [];
  const words = named.map(({ word }) => word).join(' and ');
  const queries = quoted(named.map(({ model, name }) => ({ model, name })));
  return [`Find ${words}, used below as id; ask me unless exactly one matches: odoo_find {"queries":${queries}}`];
}
