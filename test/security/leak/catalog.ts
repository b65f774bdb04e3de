import type { Mode } from '#libs/contracts';
import type { Attack, Targets } from './attack.js';
import { completionAttacks } from './completion-attacks.js';
import { contextAttacks } from './context-attacks.js';
import { domainAttacks } from './domain-attacks.js';
import { fieldAttacks } from './field-attacks.js';
import { methodAttacks } from './method-attacks.js';
import { modelAttacks } from './model-attacks.js';
import { pathAttacks } from './path-attacks.js';
import { resourceAttacks } from './resource-attacks.js';
import { spellingAttacks } from './spelling-attacks.js';
import { writeAttacks } from './write-attacks.js';

/** Reading is judged alike whatever a key may do besides, so a key that may write tries only one in so many. */
const SHARE = 4;

/** Those that make sense for a key of this mode. */
export function attacksFor(mode: Mode, targets: Targets): Map<string, Attack[]> {
  const fits = ({ writes }: Attack, index: number): boolean =>
    mode === 'readonly' ? !writes : writes === true || index % SHARE === 0;
  return new Map(Array.from(attacksByPath(targets), ([path, table]): [string, Attack[]] => [path, table.filter(fits)]));
}

/** Every attack, by its path. */
export function attacksByPath(targets: Targets): Map<string, Attack[]> {
  const all = [
    ...modelAttacks(targets),
    ...fieldAttacks(),
    ...domainAttacks(),
    ...pathAttacks(targets),
    ...spellingAttacks(targets),
    ...methodAttacks(targets),
    ...contextAttacks(targets),
    ...writeAttacks(targets),
    ...resourceAttacks(targets),
    ...completionAttacks(targets),
  ];
  return Map.groupBy(all, ({ path }) => path);
}

export function countsByPath(attacks: ReadonlyMap<string, readonly Attack[]>): string {
  const lines = Array.from(attacks, ([path, { length }]) => `${String(length).padStart(6)}  ${path}`);
  const total = [...attacks.values()].reduce((sum, { length }) => sum + length, 0);
  return `${String(total).padStart(6)}  attacks\n${lines.join('\n')}`;
}
