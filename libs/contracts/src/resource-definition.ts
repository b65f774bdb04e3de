import type { CallOrigin } from './audit.js';
import type { Completers } from './completion.js';
import type { ToolContext } from './tool-definition.js';
import type { Principal } from './principal.js';

/**
 * What a resource works with: the guarded port of a reading tool. Its text keeps to `limits.responseBytes`, which is
 * Infinity for a program that is given everything; files keep to `limits.fileBytes`.
 */
export type ResourceContext = Omit<ToolContext<'read'>, 'signer' | 'progress'>;

export type ResourceParameters = Readonly<Record<string, string>>;

export interface ResourceBody {
  readonly mimeType: string;
  readonly text?: string;
  /** Bytes, base64. */
  readonly blob?: string;
}

export interface ResourceDefinition {
  /** Equals the file's name. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
  /** Such as `odoo://models`, or `odoo://records/{model}/{id}` for a template. */
  readonly uri: string;
  /** Points that reading it costs of what its caller may do in a window; 1 where it is left out. */
  readonly weight?: number;
  read(parameters: ResourceParameters, context: ResourceContext): Promise<ResourceBody>;
  readonly complete?: Completers;
}

export function defineResource(definition: ResourceDefinition): ResourceDefinition {
  return definition;
}

export type ResourceListing = Pick<ResourceDefinition, 'name' | 'title' | 'description' | 'mimeType' | 'uri'>;

export interface ResourceCall extends CallOrigin {
  readonly uri: string;
  readonly principal: Principal;
  readonly signal?: AbortSignal | undefined;
  /** For programs that have no context window: the budget of answers does not count. */
  readonly whole?: boolean;
}

export interface ResourceDispatcher {
  /** Resources with an address of their own. */
  list(): readonly ResourceListing[];
  /** Resources whose address has parameters. */
  templates(): readonly ResourceListing[];
  /** @throws NotFound for an address that is none, GatewayError for the rest. */
  read(call: ResourceCall): Promise<ResourceBody>;
}

export const RESOURCE_DISPATCHER = Symbol('RESOURCE_DISPATCHER');
