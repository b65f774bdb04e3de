import type { OdooReader, Question } from '#libs/contracts';
import { shortened } from '../shaping/long-text.js';
import { readNamed } from './existing-records.js';

/** Records that a question names; of more it tells the number. */
const NAMED_MAX = 5;
const NAME_MAX = 60;
const FIELDS_NAMED_MAX = 8;

/**
 * `3 records of res.partner (“Azure Interior”, “Deco Addict”, “Wood Corner”)`: by these a person knows them.
 * @throws NotFound where one of those that would be named does not exist.
 */
export async function recordsByName(odoo: OdooReader, model: string, ids: readonly number[]): Promise<string> {
  const rows = await readNamed(odoo, model, ids.slice(0, NAMED_MAX));
  const names = rows.map(({ id, display_name: name }) =>
    typeof name === 'string' ? quoted(name) : `id ${String(id)}`,
  );
  return `${counted(ids.length, model)} (${names.join(', ')}${ids.length > NAMED_MAX ? ', …' : ''})`;
}

/** `12 records of res.partner` */
export function counted(count: number, model: string): string {
  return `${count} ${count === 1 ? 'record' : 'records'} of ${model}`;
}

/** `email, phone` */
export function fieldsNamed(names: readonly string[]): string {
  const shown = names.slice(0, FIELDS_NAMED_MAX).join(', ');
  return names.length > FIELDS_NAMED_MAX ? `${shown} and ${names.length - FIELDS_NAMED_MAX} other fields` : shown;
}

/** Text that others wrote, on one line and in quotes, so that nobody takes it for the gateway's own words. */
export function quoted(text: string, maxCharacters = NAME_MAX): string {
  const line = text
    .replaceAll(/[\p{Cc}\p{Cf}“”]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return `“${shortened(line, maxCharacters)}”`;
}

export function grave(text: string): Question {
  return { text, grave: true };
}

export function ordinary(text: string): Question {
  return { text, grave: false };
}
