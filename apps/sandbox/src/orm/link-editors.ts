import type { Environment } from './environment.js';
import { relatedTable } from './field-access.js';
import type { FieldDefinition } from './field-definition.js';
import { brokenRelation } from './integrity-errors.js';
import type { RecordTable } from './record-table.js';
import { isIdList, isJsonObject, type Json } from './row.js';
import type { LinkEditor } from './x2many-commands.js';

/** What the editors need of whoever changes records. */
export interface RecordChanges {
  readonly env: Environment;
  create(table: RecordTable, values: Json): number;
  write(table: RecordTable, ids: readonly number[], values: Json): void;
  unlink(table: RecordTable, ids: readonly number[]): void;
}

/** The editor of one x2many of one record. */
export function linkEditor(
  changes: RecordChanges,
  owner: RecordTable,
  id: number,
  name: string,
  field: FieldDefinition,
): LinkEditor {
  if (field.inverse) return childrenOf(changes, id, field, field.inverse);
  return field.mirror ? mirroredLinks(changes, id, field, field.mirror) : ownLinks(changes, owner, id, name, field);
}

/** one2many: the link is the other record's many2one. */
function childrenOf(changes: RecordChanges, parent: number, field: FieldDefinition, inverse: string): LinkEditor {
  const table = relatedTable(changes.env.database, field);
  const mustHaveParent = table.model.fields[inverse]?.required === true;
  return {
    current: () => table.pointingTo(inverse, parent),
    create: (values) => changes.create(table, { ...(isJsonObject(values) ? values : {}), [inverse]: parent }),
    update: (id, values) => changes.write(table, [id], values),
    remove: (id) => changes.unlink(table, [id]),
    unlink: (id) => (mustHaveParent ? changes.unlink(table, [id]) : changes.write(table, [id], { [inverse]: false })),
    link: (id) => changes.write(table, [id], { [inverse]: parent }),
  };
}

/** many2many: the ids are kept in the row itself. */
function ownLinks(
  changes: RecordChanges,
  owner: RecordTable,
  id: number,
  name: string,
  field: FieldDefinition,
): LinkEditor {
  const { database } = changes.env;
  const table = relatedTable(database, field);
  const current = (): readonly number[] => idsIn(owner, id, name);
  const put = (ids: readonly number[]): void => database.update(owner.model.name, id, { [name]: ids });
  return manyToMany(changes, table, {
    current,
    unlink: (other) => put(current().filter((one) => one !== other)),
    link: (other) => {
      if (!table.get(other)) throw brokenRelation(database.version, owner.model.name, name, table.model.name);
      if (!current().includes(other)) put([...current(), other]);
    },
  });
}

/** many2many seen from the other side: the ids are kept in the other model's rows. */
function mirroredLinks(changes: RecordChanges, id: number, field: FieldDefinition, mirror: string): LinkEditor {
  const { database } = changes.env;
  const table = relatedTable(database, field);
  const put = (other: number, ids: readonly number[]): void =>
    database.update(table.model.name, other, { [mirror]: ids });
  return manyToMany(changes, table, {
    current: () => table.pointingTo(mirror, id),
    unlink: (other) =>
      put(
        other,
        idsIn(table, other, mirror).filter((one) => one !== id),
      ),
    link: (other) => {
      const ids = idsIn(table, other, mirror);
      if (!table.get(other)) throw brokenRelation(database.version, table.model.name, mirror, table.model.name);
      if (!ids.includes(id)) put(other, [...ids, id]);
    },
  });
}

function manyToMany(
  changes: RecordChanges,
  table: RecordTable,
  links: Pick<LinkEditor, 'current' | 'link' | 'unlink'>,
): LinkEditor {
  return {
    ...links,
    create: (values) => links.link(changes.create(table, values)),
    update: (id, values) => changes.write(table, [id], values),
    remove: (id) => changes.unlink(table, [id]),
  };
}

function idsIn(table: RecordTable, id: number, field: string): readonly number[] {
  const value = table.get(id)?.[field];
  return isIdList(value) ? value : [];
}
