/** One line of a benchmark. */
export interface Row {
  /** Of the published table, such as `B4`; absent where it is in none. */
  readonly figure?: string;
  readonly name: string;
  readonly unit?: string;
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly rounds?: number;
  /** Calls that were not answered: they are in no other figure. */
  readonly failures?: number;
  /** Of the medians: of this row to that of the row that `against` names. */
  readonly ratio?: number;
  readonly against?: string;
  readonly reach?: Reach;
  readonly note?: string;
}

/** What a row has to reach. */
export interface Reach {
  readonly of: 'ratio' | 'median';
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** What a benchmark has left in `bench/results/<name>.json`. */
export interface BenchResult {
  readonly title: string;
  /** As an ISO date with time. */
  readonly taken: string;
  readonly machine: Machine;
  readonly rows: readonly Row[];
}

/** What figures were taken on. */
export interface Machine {
  readonly node: string;
  readonly system?: string;
  readonly processor: string;
  readonly processors: number;
  readonly memoryGiB: number;
  /** Of the real Odoo that ran beside; absent where none did. */
  readonly odoo?: string;
  /** Share of the processors' time that the host gave to others while they were taken; absent in older files. */
  readonly stolen?: number;
  /** Ends with `+` where the code differed from it. */
  readonly commit: string;
}
