import type { Access } from '#libs/contracts';

/** Methods that change nothing on any version, and of which every field that they touch can be told from the arguments. */
const READING = new Set(['search', 'search_read', 'search_count', 'read', 'fields_get']);

const CHANGING: Readonly<Record<string, Access>> = { create: 'write', write: 'write', unlink: 'delete' };

/**
 * What a method does. Undefined for one that nobody has classified: it counts as writing, and nobody may call it before
 * its arguments can be read here.
 */
export function methodAccess(method: string): Access | undefined {
  if (READING.has(method)) return 'read';
  return Object.hasOwn(CHANGING, method) ? CHANGING[method] : undefined;
}
