import { isJsonList, type Json } from './row.js';

/** `repr()`: Odoo's messages quote what the caller sent the way Python prints it. */
export function pythonRepr(value: Json | undefined): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return quoted(value);
  if (isJsonList(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  const members = Object.entries(value).map(([key, member]) => `${quoted(key)}: ${pythonRepr(member)}`);
  return `{${members.join(', ')}}`;
}

/** `str()`: a text as it is, anything else as `repr` shows it. */
export const pythonString = (value: Json | undefined): string =>
  typeof value === 'string' ? value : pythonRepr(value);

/** A list shown as the tuple Odoo made of it. */
export const pythonTuple = (values: readonly Json[]): string =>
  values.length === 1 ? `(${pythonRepr(values[0])},)` : `(${values.map(pythonRepr).join(', ')})`;

function quoted(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return escaped.includes("'") && !escaped.includes('"') ? `"${escaped}"` : `'${escaped.replaceAll("'", "\\'")}'`;
}

/** `type(value).__name__`. */
export function pythonTypeOf(value: Json): string {
  if (value === null) return 'NoneType';
  if (isJsonList(value)) return 'list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'str' : 'dict';
}
