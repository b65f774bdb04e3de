import { type Access, accessesNeeded, type Principal, type ToolDispatcher } from '#libs/contracts';
import { LISTEN } from './change-notices.js';

/** Requests that read records of Odoo. */
const READING = new Set(['resources/read', 'resources/subscribe', 'completion/complete', LISTEN]);

/** What a message needs of its caller's token, as far as it tells by itself, whatever it turns out to be. */
export function accessesOfRequest(
  message: unknown,
  principal: Principal,
  tools: Pick<ToolDispatcher, 'accessesOf'>,
): readonly Access[] {
  const { method, params } = (message ?? {}) as { method?: unknown; params?: Record<string, unknown> | null };
  if (typeof method === 'string' && READING.has(method)) return accessesNeeded('read');
  const tool = params?.['name'];
  if (method !== 'tools/call' || typeof tool !== 'string') return [];
  return tools.accessesOf({ tool, arguments: params?.['arguments'], principal });
}
