import type { ChangeQuestion, StateSigner } from '#libs/contracts';
import type { Position, ToldChange } from './change.js';

type Owner = Pick<ChangeQuestion, 'principal' | 'model'>;

/** As it is carried: dates are counted back from `at`, to be short. */
type Carried = readonly [at: number, wall: number, told: readonly ToldChange[]];

/** @returns what a listener shows to be told what it missed. Whose it is, where, and of which model stands in the seal. */
export function sealPosition(signer: StateSigner, owner: Owner, { at, wall, told }: Position): string {
  const carried: Carried = [at, wall, told.map(([id, toldAt, print]) => [id, at - toldAt, print])];
  return signer.seal(purposeOf(owner), carried);
}

/** @returns undefined for a cursor of another caller, Odoo or model, or one that was not made here. */
export function openPosition(signer: StateSigner, owner: Owner, cursor: string): Position | undefined {
  const carried = signer.open(purposeOf(owner), cursor) as Carried | undefined;
  if (!carried) return undefined;
  const [at, wall, told] = carried;
  return { at, wall, told: told.map(([id, ago, print]) => [id, at - ago, print]) };
}

function purposeOf({ principal, model }: Owner): string {
  return `changes ${JSON.stringify([principal.id, principal.odoo, model])}`;
}
