import { type Access, type Operation, type Principal, requireScopes } from '#libs/contracts';
import type { PathUse } from './argument-readers.js';
import { classOf, type MethodClass } from './method-classes.js';
import type { Hop } from './resolve-paths.js';
import { touchedBy } from './touched-records.js';

const BY_CLASS: Readonly<Record<MethodClass, Access>> = {
  read: 'read',
  write: 'write',
  delete: 'delete',
  unclassified: 'execute',
  closed: 'execute',
};

/** What is done to the records that an argument leads to. Taking a line out may delete it. */
const BY_USE: Readonly<Record<PathUse, readonly Access[]>> = {
  fields: [],
  domain: [],
  order: [],
  group: [],
  creates: ['write'],
  changes: ['write'],
  links: ['write'],
  unlinks: ['write', 'delete'],
  deletes: ['delete'],
};

/** Which scope a method belongs to. */
export function accessOfMethod(method: string): Access {
  return BY_CLASS[classOf(method)];
}

/**
 * Keeps an operation to the scopes of the caller's token: by its method, and by what it does to the records of others
 * on the way.
 * @param hops its resolved paths, once they are known.
 * @throws InsufficientScope
 */
export function requireOperationScopes(principal: Principal, operation: Operation, hops: readonly Hop[] = []): void {
  if (!principal.scopes) return;
  const own = accessOfMethod(operation.method);
  const others = hops.flatMap(({ use }) => BY_USE[use]);
  const deletes: readonly Access[] = touchedBy(operation, hops).deleted > 0 ? ['delete'] : [];
  requireScopes(principal, [own, ...others, ...deletes]);
}
