export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type JsonObject = { readonly [key: string]: Json };

/** `false` is Odoo's "nothing" (NULL); many2one holds an id, x2many the ids. */
export type StoredValue = string | number | boolean | readonly number[];

export interface Row {
  readonly id: number;
  [field: string]: StoredValue;
}

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `Array.isArray` that keeps the element type of a read-only list. */
export const isJsonList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

export const isIdList = (value: StoredValue | undefined): value is readonly number[] => Array.isArray(value);
