import type { CallOptions, Effect, Operation } from '#libs/contracts';

const CHANGING = new Set(['create', 'write', 'copy']);

/** What telemetry takes a call for: `unknown` is any other method, which may read or do anything. */
export function watchedEffect({ method }: Pick<Operation, 'method'>, { readsOnly }: CallOptions = {}): Effect {
  if (readsOnly) return 'read';
  if (method === 'unlink') return 'delete';
  return CHANGING.has(method) ? 'change' : 'unknown';
}
