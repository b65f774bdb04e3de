/** A record that was seen to have changed. Times are seconds since 1970. */
export interface Change {
  readonly id: number;
  readonly kind: 'created' | 'updated' | 'deleted';
  /** Its write_date; of one that was deleted, when it was missed by this machine's clock. */
  readonly at: number;
  /** Tells states apart that have the same write_date; empty where it is not known. */
  readonly print: string;
}

/** How far a listener has come: what it takes to find out what it was not told. */
export interface Position {
  /** Odoo's time at the last look of which it was told everything. */
  readonly at: number;
  /** The same by this machine's clock. */
  readonly wall: number;
  /** What it was told last, for the same may be found again when it is looked for from `at` on. */
  readonly told: readonly ToldChange[];
}

export type ToldChange = readonly [id: number, at: number, print: string];

/** Names a change among those of one model. */
export function keyOf({ id, at, print }: Change): string {
  return `${id} ${at} ${print}`;
}

/** In the place of a print of what is no more. */
export const GONE = '-';

/** More would make every event long; what is left out may be told twice after a break. */
const TOLD_MAX = 16;

/** The position behind one more change. */
export function behind(position: Position, { id, at, print }: Change): Position {
  return { ...position, told: [...position.told, [id, at, print] as const].slice(-TOLD_MAX) };
}

export function wasTold({ told, wall }: Position, { id, at, print, kind }: Change): boolean {
  if (kind === 'deleted' && at <= wall) return true;
  return told.some(
    ([toldId, toldAt, toldPrint]) =>
      toldId === id && toldAt === at && (print === '' || toldPrint === '' || toldPrint === print),
  );
}
