import type { Effect, Operation } from '#libs/contracts';
import { deletionsIn } from './command-deletions.js';
import { classOf, type MethodClass } from './method-classes.js';

const EFFECTS: Readonly<Record<MethodClass, Effect>> = {
  read: 'read',
  write: 'change',
  delete: 'delete',
  unclassified: 'unknown',
  closed: 'unknown',
};

/** What an operation does, for those who ask a person first: changing a record whose lines it deletes is deleting. */
export function effectOf({ method, args, kwargs }: Operation): Effect {
  const effect = EFFECTS[classOf(method)];
  const deletes = effect === 'change' && deletionsIn([...args, ...Object.values(kwargs)]) > 0;
  return deletes ? 'delete' : effect;
}
