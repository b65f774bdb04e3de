import { type Operation, signatureOf } from '#libs/contracts';
import type { PathUse } from './argument-readers.js';
import type { Hop } from './resolve-paths.js';

/** How many records a call touches, those that its values reach included. */
export interface Touched {
  readonly written: number;
  /** Infinity where all records of a one2many are replaced: nobody knows how many those are. */
  readonly deleted: number;
}

/** Counts the records of a writing call: its own, and those that x2many commands make, change, link or delete. */
export function touchedBy(operation: Operation, hops: readonly Hop[]): Touched {
  const own = ownRecords(operation);
  if (operation.method === 'unlink') return { written: 0, deleted: own };
  const count = (...uses: readonly PathUse[]) =>
    total(hops.map(({ use, records = 0 }) => (uses.includes(use) ? records : 0)));
  // New lines are made for each of the records; every other command names the record that it touches.
  const made = count('creates') * (operation.method === 'create' ? 1 : own);
  const unread = signatureOf(operation.method) ? NONE : commandsIn(operation);
  return {
    written: own + made + count('changes', 'links') + unread.written,
    deleted: count('deletes', 'unlinks') + unread.deleted,
  };
}

const NONE: Touched = { written: 0, deleted: 0 };

function ownRecords({ args, kwargs }: Operation): number {
  const first = args[0] ?? kwargs['ids'] ?? kwargs['vals_list'];
  return Array.isArray(first) ? Math.max(1, first.length) : 1;
}

/** By their shape alone, where nothing tells what the arguments of a method are. */
function commandsIn({ args, kwargs: { context: _context, ...kwargs } }: Operation): Touched {
  const commands = commandsOf([...args, kwargs]);
  return {
    written: commands.filter(([code]) => code !== 2).length,
    deleted: commands.filter(([code]) => code === 2).length,
  };
}

/** Commands stand in lists that are members of an object. */
function commandsOf(value: unknown, isMember = false): ReadonlyArray<readonly unknown[]> {
  if (typeof value !== 'object' || value === null) return [];
  if (!Array.isArray(value)) return Object.values(value).flatMap((inner) => commandsOf(inner, true));
  const inner = value.flatMap((item) => commandsOf(item));
  return isMember ? value.filter(isCommand).concat(inner) : inner;
}

/** `[2, id]`, or `[0, 0, {…}]` and `[1, id, {…}]` with their values. */
function isCommand(value: unknown): value is readonly unknown[] {
  if (!Array.isArray(value)) return false;
  const [code, , values] = value as unknown[];
  return code === 2 || ((code === 0 || code === 1) && typeof values === 'object' && values !== null);
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
