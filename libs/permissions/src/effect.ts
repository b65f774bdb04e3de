import type { Effect, Operation } from '#libs/contracts';
import { classOf, type MethodClass } from './method-classes.js';
import type { Hop } from './resolve-paths.js';
import { touchedBy } from './touched-records.js';

const EFFECTS: Readonly<Record<MethodClass, Effect>> = {
  read: 'read',
  write: 'change',
  delete: 'delete',
  unclassified: 'unknown',
  closed: 'unknown',
};

/**
 * What an operation does, for those who ask a person first: changing a record whose lines it deletes is deleting.
 * @param hops its resolved paths.
 */
export function effectOf(operation: Operation, hops: readonly Hop[]): Effect {
  const effect = EFFECTS[classOf(operation.method)];
  return effect === 'change' && touchedBy(operation, hops).deleted > 0 ? 'delete' : effect;
}
