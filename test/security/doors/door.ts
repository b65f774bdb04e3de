import type { RunningGateway } from '../../fixtures/gateway.js';

export interface DoorAnswer {
  /** The error's code, or `ok`. */
  readonly outcome: string;
  /** Everything that came back, to look for what must not be there. */
  readonly text: string;
}

export type ToolCaller = (tool: string, args: unknown) => Promise<DoorAnswer>;
export type ResourceReader = (uri: string) => Promise<DoorAnswer>;

/** A call of a method of Odoo's, past the tools that have names for it. */
export interface MethodCall {
  readonly model: string;
  readonly method: string;
  readonly args?: readonly unknown[];
  readonly kwargs?: Readonly<Record<string, unknown>>;
}

/** What a client asks to have completed: a parameter of a resource template or an argument of a prompt. */
export interface Completing {
  readonly of: { readonly template: string } | { readonly prompt: string };
  readonly parameter: string;
  readonly typed: string;
  readonly others?: Readonly<Record<string, string>>;
  /** What must not be offered; where this is left out, nothing may be. */
  readonly sought?: string;
}

/** Where something may come in. */
export interface Way {
  readonly name: string;
  readonly kind: 'rest' | 'mcp' | 'ws' | 'stdio';
  /** What a request by this door is sent to; compared with the routes that the gateway has. */
  readonly routes: readonly string[];
}

/** One way in. A door that is added to the gateway is added here, and every attack is tried on it. */
export interface Door extends Way {
  open(gateway: RunningGateway): Promise<ToolCaller>;
}

export interface MethodDoor extends Way {
  open(gateway: RunningGateway): Promise<(call: MethodCall) => Promise<DoorAnswer>>;
}

export interface ResourceDoor extends Way {
  open(gateway: RunningGateway): Promise<ResourceReader>;
}

export interface CompletionDoor extends Way {
  open(gateway: RunningGateway): Promise<(question: Completing) => Promise<DoorAnswer>>;
}
