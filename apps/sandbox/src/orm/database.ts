import { pageNotFound, pythonError } from './odoo-fault.js';
import type { ModelDefinition, OdooVersion, Values } from './model-definition.js';
import { RecordTable, type Undo } from './record-table.js';
import type { Row } from './row.js';

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

/** All tables of one Odoo database, changed only inside `transaction`. */
export class Database {
  private readonly tables = new Map<string, RecordTable>();
  private undos: Undo[] = [];

  constructor(
    readonly version: OdooVersion,
    readonly clock: Clock,
    models: readonly ModelDefinition[],
  ) {
    for (const model of models) this.tables.set(model.name, new RecordTable(model));
  }

  get models(): readonly ModelDefinition[] {
    return [...this.tables.values()].map((table) => table.model);
  }

  has(model: string): boolean {
    return this.tables.has(model);
  }

  /** The table of a model that a caller named: unknown ones are that version's error. */
  table(model: string): RecordTable {
    const table = this.tables.get(model);
    if (table) return table;
    throw this.version === 14 ? pythonError('KeyError', model) : pageNotFound();
  }

  /** Runs a call; when it throws, all it changed is put back, as PostgreSQL would. */
  transaction<T>(work: () => T): T {
    this.undos = [];
    try {
      return work();
    } catch (error) {
      for (const undo of this.undos.toReversed()) undo();
      this.forgetOrders();
      throw error;
    } finally {
      this.undos = [];
    }
  }

  insert(model: string, row: Row): void {
    this.changed(this.table(model).insert(row));
  }

  update(model: string, id: number, values: Values): void {
    this.changed(this.table(model).update(id, values));
  }

  remove(model: string, id: number): void {
    this.changed(this.table(model).remove(id));
  }

  /** Fills a table at start, outside any transaction. */
  seed(model: string, rows: Iterable<Row>): void {
    const table = this.table(model);
    for (const row of rows) table.insert(row);
  }

  /** Odoo's text for a moment in UTC, without parts of seconds. */
  timestamp(milliseconds = this.clock.now()): string {
    return new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
  }

  private changed(undo: Undo): void {
    this.undos.push(undo);
    this.forgetOrders();
  }

  private forgetOrders(): void {
    for (const table of this.tables.values()) table.forgetOrders();
  }
}
