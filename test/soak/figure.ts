/** What a scenario has found out. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** What the value is held against, such as `≤ 1.2`. */
  readonly limit: string | number;
  readonly unit?: string;
  readonly ok: boolean;
  /** Depends on the machine and on what else it does, so no test asserts it. */
  readonly timing?: boolean;
  readonly note?: string;
}

type More = Pick<Figure, 'unit' | 'timing' | 'note'>;

export function atMost(name: string, value: number, most: number, more: More = {}): Figure {
  return { name, value, limit: `≤ ${most}`, ok: value <= most, ...more };
}

export function atLeast(name: string, value: number, least: number, more: More = {}): Figure {
  return { name, value, limit: `≥ ${least}`, ok: value >= least, ...more };
}
