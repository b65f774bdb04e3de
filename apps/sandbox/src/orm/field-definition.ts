import type { Row, StoredValue } from './row.js';
import type { Database } from './database.js';

export type FieldType =
  | 'binary'
  | 'boolean'
  | 'char'
  | 'date'
  | 'datetime'
  | 'float'
  | 'html'
  | 'integer'
  | 'many2many'
  | 'many2one'
  | 'monetary'
  | 'one2many'
  | 'selection'
  | 'text';

export interface FieldDefinition {
  readonly type: FieldType;
  /** The label, `string` in fields_get. */
  readonly label: string;
  readonly help?: string;
  readonly required?: boolean;
  readonly readonly?: boolean;
  readonly translate?: boolean;
  readonly selection?: readonly (readonly [value: string, label: string])[];
  /** many2one, one2many, many2many: the other model. */
  readonly relation?: string;
  /** one2many: the many2one in the other model that points back. */
  readonly inverse?: string;
  /** one2many: shows active records only, even to those who ask for all. */
  readonly activeOnly?: boolean;
  /** many2many: the other model's field that holds the same links; they are kept there. */
  readonly mirror?: string;
  /** monetary: the many2one that names the currency. */
  readonly currencyField?: string;
  readonly defaultValue?: StoredValue;
  /** Computed at every read, never stored; Odoo drops values written to it. */
  readonly compute?: (row: Row, database: Database) => StoredValue;
  /** many2one: what a delete of the other record does; left out, the link is emptied. */
  readonly onDelete?: 'restrict' | 'cascade';
  /** What fields_get says of `store`; a computed field that real Odoo stores says true. */
  readonly stored?: boolean;
  /** Not stored, but a linked record's column, `partner_id.email`: it can be searched and sorted by all the same. */
  readonly related?: string;
  /** Odoo checks that it is a picture. */
  readonly image?: boolean;
}

type Extra = Omit<FieldDefinition, 'type' | 'label' | 'relation' | 'inverse' | 'selection'>;

const plain =
  (type: FieldType) =>
  (label: string, extra: Extra = {}): FieldDefinition => ({ type, label, ...extra });

export const binary = plain('binary');
export const boolean = plain('boolean');
export const char = plain('char');
export const date = plain('date');
export const datetime = plain('datetime');
export const float = plain('float');
export const html = plain('html');
export const integer = plain('integer');
export const monetary = plain('monetary');
export const text = plain('text');

export const selection = (
  label: string,
  choices: readonly (readonly [string, string])[],
  extra: Extra = {},
): FieldDefinition => ({ type: 'selection', label, selection: choices, ...extra });

export const many2one = (label: string, relation: string, extra: Extra = {}): FieldDefinition => ({
  type: 'many2one',
  label,
  relation,
  ...extra,
});

export const one2many = (label: string, relation: string, inverse: string, extra: Extra = {}): FieldDefinition => ({
  type: 'one2many',
  label,
  relation,
  inverse,
  ...extra,
});

export const many2many = (label: string, relation: string, extra: Extra = {}): FieldDefinition => ({
  type: 'many2many',
  label,
  relation,
  ...extra,
});

export const isNumeric = (field: FieldDefinition): boolean =>
  field.type === 'integer' || field.type === 'float' || field.type === 'monetary';

export const isToMany = (field: FieldDefinition): boolean => field.type === 'one2many' || field.type === 'many2many';

/** Whether it is a column, or a list of links, of its own. */
export const isStored = (field: FieldDefinition): boolean => field.stored ?? !field.compute;

export const isSearchable = (field: FieldDefinition): boolean => isStored(field) || field.related !== undefined;

/** Only columns can be sorted by. */
export const isSortable = (field: FieldDefinition): boolean =>
  !isToMany(field) && field.type !== 'binary' && isSearchable(field);

/** What a field holds when nothing was ever put there. */
export function emptyValue(field: FieldDefinition): StoredValue {
  if (isNumeric(field)) return 0;
  return isToMany(field) ? [] : false;
}
