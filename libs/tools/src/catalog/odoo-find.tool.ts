import { defineTool, type OdooReader } from '#libs/contracts';
import { z } from 'zod';
import { modelName } from '../arguments.js';
import { lookUpName, type NameLookup } from '../name-lookup.js';

const QUERIES_MAX = 50;
const NAME_MAX = 200;

const query = z.strictObject({ model: modelName, name: z.string().trim().min(1).max(NAME_MAX) });

const found = z.object({
  model: z.string(),
  query: z.string(),
  status: z.enum(['one', 'none', 'ambiguous']),
  matches: z.array(z.object({ id: z.int(), name: z.string() })),
  exact: z.boolean().optional().describe('False where the one match only resembles the name'),
  more: z.boolean().optional().describe('There are other matches'),
});

export const odooFind = defineTool({
  name: 'odoo_find',
  title: 'Find ids by names',
  description: 'Find the ids of records by their names or codes, many at once. Ask the user where one is ambiguous.',
  access: 'read',
  input: z.strictObject({ queries: z.array(query).min(1).max(QUERIES_MAX) }),
  output: z.object({ results: z.array(found) }),
  async run({ queries }, { odoo, limits }) {
    return { results: await Promise.all(queries.map((one) => find(odoo, one, limits.maxRows))) };
  },
  toText({ results }) {
    return results.map(resultLine).join('\n');
  },
});

type FoundName = z.output<typeof found>;

async function find(odoo: OdooReader, { model, name }: z.output<typeof query>, maxRows: number): Promise<FoundName> {
  const lookup = await lookUpName(odoo, model, name);
  return { model, query: name, status: lookup.kind, ...matchesOf(lookup, maxRows) };
}

function matchesOf(lookup: NameLookup, maxRows: number): Pick<FoundName, 'matches' | 'exact' | 'more'> {
  if (lookup.kind === 'none') return { matches: [] };
  if (lookup.kind === 'one') return { matches: [{ id: lookup.id, name: lookup.name }], exact: lookup.exact };
  const matches = lookup.candidates.slice(0, maxRows);
  return { matches, ...((lookup.more || matches.length < lookup.candidates.length) && { more: true }) };
}

/** `res.partner "azure": one, similar: 14 "Azure Interior"` */
function resultLine({ model, query, status, matches, exact, more }: FoundName): string {
  const shown = matches.map(({ id, name }) => `${id} ${JSON.stringify(name)}`).join(', ');
  const kind = exact === false ? `${status}, similar` : status;
  const rest = more === true ? ', and others' : '';
  return `${model} ${JSON.stringify(query)}: ${kind}${shown === '' ? '' : `: ${shown}`}${rest}`;
}
