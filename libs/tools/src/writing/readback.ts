import type { FieldDefinition, FieldDefinitions, OdooReader, OdooRecord } from '#libs/contracts';

/** A field that does not hold what was sent: Odoo dropped or changed it. */
export interface NotApplied {
  readonly sent: unknown;
  readonly now: unknown;
  /** The records it is so on, where several were written. */
  readonly ids?: readonly number[];
}

export interface Readback {
  readonly fields_not_applied?: Readonly<Record<string, NotApplied>>;
  /** The writing is done; whether all of it arrived could not be looked at. */
  readonly readback_failed?: true;
}

/** Of these types a value reads as it was written, so that the two can be compared. */
const COMPARABLE = new Set(
  'boolean integer float monetary char text date datetime selection reference many2one_reference many2one'.split(' '),
);
const FLOAT_TOLERANCE = 1e-6;

/** The written fields whose values can be compared with what reading gives. */
export function comparableFields(fields: FieldDefinitions, names: Iterable<string>): string[] {
  return [...new Set(names)].filter((name) => COMPARABLE.has(fields[name]?.type ?? ''));
}

/**
 * Reads written records again and tells what Odoo dropped or changed. Never throws: the writing is done already.
 * @param sent the values of each record, in the order of the ids.
 */
export async function readBack(
  odoo: OdooReader,
  model: string,
  ids: readonly number[],
  sent: readonly OdooRecord[],
  fields: FieldDefinitions,
): Promise<Readback> {
  const names = comparableFields(fields, sent.flatMap(Object.keys));
  if (names.length === 0) return {};
  let rows: readonly OdooRecord[];
  try {
    rows = await odoo.read(model, ids, ['id', ...names]);
  } catch {
    return { readback_failed: true };
  }
  const byId = new Map(rows.map((row) => [row['id'], row]));
  const different = new Map<string, { sent: unknown; now: unknown; ids: number[] }>();
  for (const [index, id] of ids.entries()) {
    const row = byId.get(id);
    const values = sent[index] ?? {};
    if (!row) continue;
    for (const name of names) {
      if (!Object.hasOwn(values, name) || isSame(fields[name], values[name], row[name])) continue;
      const entry = different.get(name) ?? { sent: values[name], now: row[name], ids: [] };
      entry.ids.push(id);
      different.set(name, entry);
    }
  }
  const told = [...different].map(([name, { ids: where, ...rest }]) => [
    name,
    ids.length > 1 ? { ...rest, ids: where } : rest,
  ]);
  return {
    ...(told.length > 0 && { fields_not_applied: Object.fromEntries(told) as Record<string, NotApplied> }),
    // A record that is out of sight after it was written, by a record rule for example.
    ...(byId.size < ids.length && { readback_failed: true }),
  };
}

/** Whether a value that was read is the one that was sent. */
export function isSame(field: FieldDefinition | undefined, sent: unknown, now: unknown): boolean {
  if (field?.type === 'many2one') return sent === (Array.isArray(now) ? now[0] : now);
  if (typeof sent === 'number' && typeof now === 'number') {
    return Math.abs(sent - now) <= FLOAT_TOLERANCE * Math.max(1, Math.abs(sent));
  }
  const given = comparable(sent);
  // A number field that was emptied reads as 0.
  return given === comparable(now) || (given === false && now === 0);
}

function comparable(value: unknown): unknown {
  const text = typeof value === 'string' ? value.trim() : value;
  return text === '' || text === null || text === undefined ? false : text;
}
