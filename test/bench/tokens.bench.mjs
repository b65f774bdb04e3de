// What a model pays in tokens: for the list of tools, and for what tools say of real Odoo 19 beside the pretty-printed JSON
// of the same data.
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { request } from 'undici';
import { realOdoo, settingsOf } from '../soak/real-odoo.mjs';
import { spread } from './measure.mjs';
import { KEY, startGateway } from './programs.mjs';
import { beside } from './rows.mjs';

const MODERN = '2026-07-28';
const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  authorization: `Bearer ${KEY}`,
};

/** What the list views of the model show. */
const PARTNER_LIST =
  'name email phone city country_id is_company parent_id category_id active user_id company_id vat'.split(' ');
const INVOICE_LIST =
  'name partner_id invoice_date invoice_date_due ref amount_untaxed amount_total currency_id payment_state state'.split(
    ' ',
  );
/** In an order that later records do not change. */
const PARTNERS = { model: 'res.partner', order: 'id', limit: 40 };
const INVOICES = { model: 'account.move', order: 'id', limit: 50 };
const SEARCH = { tool: 'odoo_search', data: 'records', formats: ['csv', 'json', 'markdown'] };

/** A cursor has its price, and what seals it makes it what it is. */
const STATE_SECRET = 'a-secret-that-gateways-in-benchmarks-share';

/** `data` is what stands in the result of the tool. */
const ASKED = [
  { ...SEARCH, what: '50 invoices, fields of a list view', args: { ...INVOICES, fields: INVOICE_LIST } },
  { ...SEARCH, what: '50 invoices, fields that the tool chooses', args: INVOICES },
  { ...SEARCH, what: '40 partners, fields of a list view', args: { ...PARTNERS, fields: PARTNER_LIST } },
  { what: 'fields of res.partner', tool: 'odoo_fields_get', args: { model: 'res.partner' }, data: 'fields' },
  {
    what: 'orders by customer and month',
    tool: 'odoo_aggregate',
    args: {
      model: 'sale.order',
      group_by: ['partner_id', 'date_order:month'],
      aggregates: ['amount_total:sum', 'amount_total:avg'],
    },
    data: 'groups',
  },
];

export const title = 'Tokens (o200k) on real Odoo 19';
export const figures = ['B8'];

/** Nothing in it depends on the machine or on chance, so that one round is enough. */
export async function run() {
  await using open = new AsyncDisposableStack();
  const odoo = realOdoo();
  // The list is longer where tools may write.
  const settings = { ...settingsOf(odoo), MCP_MODE: 'readwrite', STATE_SECRET };
  const gateway = open.adopt(await startGateway(odoo.url, settings), (program) => program.stop());
  const { tools } = await mcp(gateway.url, 'tools/list');
  const list = tools.reduce((sum, tool) => sum + countTokens(JSON.stringify(tool)), 0);
  const rows = [row(`tools/list, ${tools.length} tools`, list, { reach: { of: 'median', atMost: 4000 } })];
  for (const asked of ASKED) rows.push(...(await pricesOf(gateway.url, asked)));
  return rows;
}

/** The text in each format beside the pretty-printed JSON. */
async function pricesOf(url, { what, tool, args, data, formats = [undefined] }) {
  const { [data]: found } = await rest(url, tool, args);
  if (args.limit && found.length !== args.limit) throw new Error(`${found.length} of ${what} are there.`);
  const pretty = row(`${what}: pretty-printed JSON`, countTokens(JSON.stringify(found, null, 2)));
  const prices = [pretty];
  for (const format of formats) {
    const { content } = await mcp(url, 'tools/call', { name: tool, arguments: { ...args, format } });
    const price = countTokens(content.map(({ text }) => text).join('\n'));
    const isHeld = tool === 'odoo_search' && format === 'csv';
    const text = row(`${what}: ${format ?? 'text'}`, price, isHeld && { reach: { of: 'ratio', atMost: 0.45 } });
    prices.push(beside(pretty, text));
  }
  return prices;
}

function row(name, count, more) {
  return { figure: 'B8', ...spread(name, [count]), unit: 'tokens', note: 'taken once: nothing here changes', ...more };
}

async function rest(url, method, params) {
  const { result, error } = JSON.parse(await post(`${url}/mcp/tools/call`, { method, params }));
  if (error) throw new Error(`${method} was refused: ${error.message}`);
  return result;
}

async function mcp(url, method, params = {}) {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': MODERN,
    'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const named = params.name && { 'mcp-name': params.name };
  const headers = { 'mcp-protocol-version': MODERN, 'mcp-method': method, ...named };
  const text = await post(`${url}/mcp`, { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } }, headers);
  // One message, whether it comes as JSON or as the only event of a stream.
  const { result, error } = JSON.parse(text.startsWith('{') ? text : /^data: (?<json>.*)$/m.exec(text).groups.json);
  if (error || result.isError) throw new Error(`${method} was refused: ${JSON.stringify(error ?? result.content)}`);
  return result;
}

async function post(url, body, more = {}) {
  const answer = await request(url, { method: 'POST', headers: { ...HEADERS, ...more }, body: JSON.stringify(body) });
  return answer.body.text();
}
