import type { Completing, MethodCall } from '../doors/door.js';

/** What is sent: a tool's call, a method's call, the address of a resource, or a question for completions. */
export type Sent =
  | { readonly tool: string; readonly args: Readonly<Record<string, unknown>> }
  | MethodCall
  | { readonly uri: string }
  | Completing;

/** One try to get at what is protected. */
export interface Attack {
  /** The kind of way, as counts name it. */
  readonly path: string;
  readonly what: string;
  readonly sent: Sent;
  /** True for what only a key that may write gets to try. */
  readonly writes?: true;
  /** True for what holds nothing that is protected and is nonsense to Odoo: its own refusal is as good. */
  readonly nonsense?: true;
}

/** Records that attacks name: on a real Odoo, planted ones with canaries in them. */
export interface Targets {
  readonly partner: number;
  readonly user: number;
  readonly order: number;
  readonly parameter: number;
  /** An attachment that hangs on no record. */
  readonly attachment: number;
  readonly message: number;
  readonly view: number;
  readonly mailServer: number;
  readonly team: number;
}

/** Ids for a look-alike, where what counts is that the question never arrives. */
export const ANY_TARGETS: Targets = {
  partner: 1,
  user: 2,
  order: 1,
  parameter: 1,
  attachment: 1,
  message: 1,
  view: 1,
  mailServer: 1,
  team: 1,
};

export const tool = (name: string, args: Readonly<Record<string, unknown>>): Sent => ({ tool: name, args });

export const method = (
  model: string,
  name: string,
  args: readonly unknown[] = [],
  kwargs: Readonly<Record<string, unknown>> = {},
): Sent => ({ model, method: name, args, kwargs });

export function describeAttack({ path, what, sent }: Attack): string {
  return `${path}: ${what}: ${JSON.stringify(sent)}`;
}
