import type { ResourceBody, ResourceContext } from '#libs/contracts';
import { listBody } from './json-body.js';

/** All records of a model that has few, in the order of their ids, as a list under that name. */
export async function recordList(
  name: string,
  model: string,
  fields: readonly string[],
  { odoo, limits: { maxRows, responseBytes } }: ResourceContext,
): Promise<ResourceBody> {
  const rows = await odoo.searchRead(model, { domain: [], fields, limit: maxRows, order: 'id' });
  const total = rows.length < maxRows ? rows.length : await odoo.searchCount(model, []);
  return listBody(name, rows, { maxBytes: responseBytes, total, hint: `odoo_search on ${model} finds the others.` });
}
