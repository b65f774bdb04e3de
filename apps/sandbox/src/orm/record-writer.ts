import { requireRight } from './access-rights.js';
import type { Environment } from './environment.js';
import { toStored } from './field-conversion.js';
import { isToMany, type FieldDefinition } from './field-definition.js';
import { brokenLink, missingValue, requireRecords } from './integrity-errors.js';
import { linkEditor } from './link-editors.js';
import type { Values } from './model-definition.js';
import type { RecordTable } from './record-table.js';
import { isIdList, type Json, type JsonObject, type Row, type StoredValue } from './row.js';
import { checkedValues } from './value-checks.js';
import { applyCommands } from './x2many-commands.js';

/** Odoo keeps these itself and drops what a caller gives for them. */
const KEPT_BY_ODOO = new Set(['id', 'create_uid', 'create_date', 'write_uid', 'write_date']);

/** create, write and unlink in one user's name, inside the database's transaction. */
export class RecordWriter {
  constructor(readonly env: Environment) {}

  create(table: RecordTable, values: Json): number {
    requireRight(this.env, table.model, 'create');
    const given = checkedValues(this.env, table.model, 'create', values);
    const id = table.nextId();
    const now = this.env.database.timestamp();
    const stamp = { create_uid: this.env.uid, create_date: now, write_uid: this.env.uid, write_date: now };
    const row: Row = { ...this.defaults(table), ...this.columns(table, given), ...stamp, id };
    this.env.database.insert(table.model.name, row);
    this.editLinks(table, id, given);
    this.verify(table, id);
    return id;
  }

  write(table: RecordTable, ids: readonly number[], values: Json): void {
    requireRight(this.env, table.model, 'write');
    const given = checkedValues(this.env, table.model, 'write', values);
    if (table.model.hasRecordRules) requireRecords(this.env, table, ids);
    const stamp = { write_uid: this.env.uid, write_date: this.env.database.timestamp() };
    const columns = { ...this.columns(table, given), ...stamp };
    for (const id of ids) {
      if (!table.get(id)) continue;
      this.env.database.update(table.model.name, id, columns);
      this.editLinks(table, id, given);
      this.verify(table, id);
    }
  }

  unlink(table: RecordTable, ids: readonly number[]): void {
    requireRight(this.env, table.model, 'unlink');
    if (table.model.hasRecordRules) requireRecords(this.env, table, ids);
    for (const id of ids) {
      const row = table.get(id);
      if (row) table.model.checkUnlink?.(row, this.env);
    }
    for (const id of ids) this.remove(table, id);
  }

  private defaults(table: RecordTable): Values {
    const values: Record<string, StoredValue> = {};
    for (const [name, field] of Object.entries(table.model.fields)) {
      if (field.defaultValue !== undefined) values[name] = field.defaultValue;
    }
    return { ...values, ...table.model.defaults?.(this.env) };
  }

  private columns(table: RecordTable, given: JsonObject): Values {
    const columns: Record<string, StoredValue> = {};
    for (const [name, value] of Object.entries(given)) {
      const field = table.model.fields[name];
      if (!field || KEPT_BY_ODOO.has(name) || field.compute || isToMany(field)) continue;
      columns[name] = toStored(this.env.database.version, table.model.name, name, field, value);
    }
    return columns;
  }

  private editLinks(table: RecordTable, id: number, given: JsonObject): void {
    for (const [name, value] of Object.entries(given)) {
      const field = table.model.fields[name];
      if (!field || !isToMany(field) || field.compute) continue;
      applyCommands(table.model.name, name, value, linkEditor(this, table, id, name, field));
    }
  }

  /** What PostgreSQL and the model's own constraints look at after a change. */
  private verify(table: RecordTable, id: number): void {
    const row = table.get(id);
    if (!row) return;
    table.model.check?.(row, this.env);
    for (const [name, field] of Object.entries(table.model.fields)) {
      if (field.compute) continue;
      const value = row[name];
      if (field.required && (value === false || value === undefined)) {
        throw missingValue(this.env, table.model, name);
      }
      if (field.type !== 'many2one' || typeof value !== 'number') continue;
      if (!this.env.database.table(field.relation ?? '').get(value)) throw brokenLink(this.env, table.model, name);
    }
  }

  /** Takes a record away and settles what pointed to it. */
  private remove(table: RecordTable, id: number): void {
    this.env.database.remove(table.model.name, id);
    for (const other of this.env.database.models) {
      for (const [name, field] of Object.entries(other.fields)) {
        if (field.relation !== table.model.name || field.compute || field.inverse || field.mirror) continue;
        this.settle(this.env.database.table(other.name), name, field, id);
      }
    }
  }

  private settle(other: RecordTable, name: string, field: FieldDefinition, gone: number): void {
    for (const id of other.pointingTo(name, gone)) {
      if (field.onDelete === 'restrict') throw brokenLink(this.env, other.model, name);
      if (field.onDelete === 'cascade') this.remove(other, id);
      else this.env.database.update(other.model.name, id, { [name]: without(other.get(id)?.[name], gone) });
    }
  }
}

const without = (value: StoredValue | undefined, id: number): StoredValue =>
  isIdList(value) ? value.filter((one) => one !== id) : false;
