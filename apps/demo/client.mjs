// A real MCP client, the official one, over HTTP: lists the tools and searches ten companies.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const { MCP_URL, API_KEY } = process.env;
const headers = API_KEY ? { authorization: `Bearer ${API_KEY}` } : {};
const client = new Client({ name: 'demo', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
await client.connect(new StreamableHTTPClientTransport(new URL(MCP_URL), { requestInit: { headers } }));

const { tools } = await client.listTools();
process.stdout.write(
  `\nMCP ${client.getNegotiatedProtocolVersion()}, tools: ${tools.map(({ name }) => name).join(', ')}\n`,
);

const search = {
  model: 'res.partner',
  domain: [['is_company', '=', true]],
  fields: ['name', 'email', 'phone', 'city', 'country_id'],
  limit: 10,
};
process.stdout.write(`odoo_search ${JSON.stringify(search)}\n\n`);
const { content, isError } = await client.callTool({ name: 'odoo_search', arguments: search });
const [{ text }] = content;
if (isError) throw new Error(text);
const [heading, columns, ...rows] = text.split('\n');
process.stdout.write(`${heading}\n${table(JSON.parse(columns), rows.map(JSON.parse))}`);
await client.close();

function table(columns, rows) {
  const cells = [columns, ...rows.map((row) => row.map(shown))];
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const line = (row) => `  ${row.map((cell, column) => cell.padEnd(widths[column])).join('  ')}\n`;
  const [header, ...body] = cells;
  return [line(header), line(widths.map((width) => '─'.repeat(width))), ...body.map(line)].join('');
}

/** Odoo's empty value is `false`; a many2one is `[id, name]`. */
function shown(value) {
  if (value === false || value === null) return '';
  return String(Array.isArray(value) ? value.at(-1) : value).slice(0, 34);
}
