import type { ModelDefinition, Values } from './model-definition.js';
import { isIdList, type Row, type StoredValue } from './row.js';

/** Ids of the rows that point to a target, by target; the lists are replaced, never changed. */
type InverseIndex = Map<number, readonly number[]>;

/** Undoes one change; the database keeps them for the length of a call. */
export type Undo = () => void;

/** The records of one model: rows by id, with what was derived from them: orders and reverse links. */
export class RecordTable {
  private readonly rows = new Map<number, Row>();
  /** Sorted rows by order clause. */
  private readonly sorted = new Map<string, readonly Row[]>();
  private readonly inverses = new Map<string, InverseIndex>();
  private lastId = 0;

  constructor(readonly model: ModelDefinition) {}

  get(id: number): Row | undefined {
    return this.rows.get(id);
  }

  all(): IterableIterator<Row> {
    return this.rows.values();
  }

  nextId(): number {
    return this.lastId + 1;
  }

  insert(row: Row): Undo {
    this.put(row.id, undefined, row);
    this.lastId = Math.max(this.lastId, row.id);
    return () => this.put(row.id, row, undefined);
  }

  update(id: number, values: Values): Undo {
    const before = this.rows.get(id);
    if (!before) return () => {};
    const after = { ...before, ...values, id };
    this.put(id, before, after);
    return () => this.put(id, after, before);
  }

  remove(id: number): Undo {
    const row = this.rows.get(id);
    this.put(id, row, undefined);
    return () => this.put(id, undefined, row);
  }

  /** The rows in an order that is sorted once and kept until something changes. */
  inOrder(clause: string, sort: (rows: Row[]) => Row[]): readonly Row[] {
    let rows = this.sorted.get(clause);
    if (!rows) {
      rows = sort([...this.rows.values()]);
      this.sorted.set(clause, rows);
    }
    return rows;
  }

  /** Ids of the rows whose many2one or many2many `field` names `id`. */
  pointingTo(field: string, id: number): readonly number[] {
    let index = this.inverses.get(field);
    if (!index) {
      index = this.indexOf(field);
      this.inverses.set(field, index);
    }
    return index.get(id) ?? [];
  }

  /** Drops the orders. The database does so on every table at a change: an order may follow a link. */
  forgetOrders(): void {
    this.sorted.clear();
  }

  /** Lets a row come, change or go, in the rows and in every index there is. */
  private put(id: number, before: Row | undefined, after: Row | undefined): void {
    if (after) this.rows.set(id, after);
    else this.rows.delete(id);
    for (const [field, index] of this.inverses) {
      for (const target of targetsOf(before?.[field])) {
        index.set(
          target,
          (index.get(target) ?? []).filter((one) => one !== id),
        );
      }
      for (const target of targetsOf(after?.[field])) index.set(target, [...(index.get(target) ?? []), id]);
    }
  }

  private indexOf(field: string): InverseIndex {
    const index = new Map<number, number[]>();
    for (const row of this.rows.values()) {
      for (const target of targetsOf(row[field])) {
        const ids = index.get(target);
        if (ids) ids.push(row.id);
        else index.set(target, [row.id]);
      }
    }
    return index;
  }
}

function targetsOf(value: StoredValue | undefined): readonly number[] {
  if (isIdList(value)) return value;
  return typeof value === 'number' ? [value] : [];
}
