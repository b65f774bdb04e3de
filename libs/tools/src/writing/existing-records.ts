import { type FieldDefinitions, Forbidden, NotFound, type OdooReader, type OdooRecord } from '#libs/contracts';

const IDS_SHOWN = 20;

/**
 * Reads records of which every one has to be there, before anything is done to any of them.
 * @throws NotFound that names the missing ones.
 */
export async function readExisting(
  odoo: OdooReader,
  model: string,
  ids: readonly number[],
  fields: readonly string[],
): Promise<OdooRecord[]> {
  const rows = await odoo.read(model, ids, ['id', ...fields]);
  const there = new Set(rows.map(({ id }) => id));
  const missing = ids.filter((id) => !there.has(id));
  if (missing.length === 0) return rows;
  throw new NotFound(`These records of ${model} do not exist: ${idsText(missing)}.`, {
    hint: 'Nothing was done. Leave them out, or search again.',
  });
}

/** The same with `display_name`, for those who may see names. */
export async function readNamed(odoo: OdooReader, model: string, ids: readonly number[]): Promise<OdooRecord[]> {
  try {
    return await readExisting(odoo, model, ids, ['display_name']);
  } catch (error) {
    if (error instanceof Forbidden) return readExisting(odoo, model, ids, []);
    throw error;
  }
}

/** The companies that records belong to, where their model has one. */
export function companiesOf(rows: readonly OdooRecord[]): number[] {
  const companies = rows.map(({ company_id: company }) =>
    Array.isArray(company) ? (company[0] as unknown) : undefined,
  );
  return [...new Set(companies.filter((id) => typeof id === 'number'))];
}

/** `company_id`, where a model has it. */
export function companyField(fields: FieldDefinitions): string[] {
  return fields['company_id'] ? ['company_id'] : [];
}

/** Ids for a message: the first of them, and how many there are. */
export function idsText(ids: readonly number[]): string {
  const shown = ids.slice(0, IDS_SHOWN).join(', ');
  return ids.length > IDS_SHOWN ? `${shown} … (${ids.length})` : shown;
}
