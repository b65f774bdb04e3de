import type { Door } from '#libs/contracts';

/** By which door a request comes in. */
export function doorOf(url: string): Door {
  if (/^\/mcp(?:\?|$)/.test(url)) return 'mcp';
  return /^\/mcp\/ws(?:\?|$)/.test(url) ? 'ws' : 'rest';
}
