import type { Access, ToolListing } from '#libs/contracts';
import { LISTEN } from './change-notices.js';

/** Requests that read records of Odoo. */
const READING = new Set(['resources/read', 'resources/subscribe', 'completion/complete', LISTEN]);

/**
 * What a message does to Odoo, as far as it tells by itself; undefined where it does nothing, or is nothing that is known.
 * @param tools those that the caller sees.
 */
export function accessOfRequest(message: unknown, tools: readonly ToolListing[]): Access | undefined {
  const { method, params } = (message ?? {}) as { method?: unknown; params?: { name?: unknown } | null };
  if (typeof method === 'string' && READING.has(method)) return 'read';
  if (method !== 'tools/call') return undefined;
  return tools.find(({ name }) => name === params?.name)?.access;
}
