import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { type Sandbox, startSandbox } from '../../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway } from '../../fixtures/gateway.js';
import { McpWire } from '../../fixtures/mcp-wire.js';

interface Answer {
  readonly result: {
    readonly tools: ReadonlyArray<{ readonly name: string }>;
    readonly content: ReadonlyArray<{ readonly text: string }>;
    readonly records: readonly unknown[];
    readonly prompts: ReadonlyArray<{ readonly name: string }>;
    readonly messages: readonly [{ readonly content: { readonly text: string } }];
  };
}

/** What all tools together may cost in every conversation. */
const LIST_MAX = 4_000;
const FIELDS_MAX = 4_000;
/** What one prompt may cost whoever chooses it. */
const PROMPT_MAX = 400;

const LIST_VIEW =
  'name email phone city country_id is_company parent_id category_id active user_id company_id vat'.split(' ');

/** Each prompt with what it needs, and with all that it takes. */
const PROMPTS: ReadonlyArray<readonly [what: string, name: string, args: Readonly<Record<string, string>>]> = [
  ['explore_model', 'explore_model', { model: 'sale.order' }],
  ['customer_360', 'customer_360', { customer: 'Azure Interior, Brandon Freeman' }],
  ['overdue_invoices', 'overdue_invoices', {}],
  ['overdue_invoices, all', 'overdue_invoices', { partner: 'Azure Interior', as_of: '2026-11-30' }],
  ['pipeline_review', 'pipeline_review', {}],
  ['pipeline_review, all', 'pipeline_review', { team: 'Europe', salesperson: 'Marc Demo' }],
  ['stock_check', 'stock_check', {}],
  ['stock_check, all', 'stock_check', { product: '[E-COM07] Large Cabinet' }],
  ['data_quality', 'data_quality', { model: 'res.partner' }],
  ['data_quality, all', 'data_quality', { model: 'res.partner', fields: 'name, email, phone, vat' }],
];

/** A cursor is part of the price, so the secret that seals it is fixed. */
const STATE_SECRET = 'a-secret-of-tests-that-never-changes';

describe('tokens (o200k) that a model pays', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let wire: McpWire;

  beforeAll(async () => {
    sandbox = await startSandbox();
    gateway = await startGateway({ ...sandboxSettings(sandbox), MCP_MODE: 'readwrite', STATE_SECRET });
    wire = new McpWire(gateway);
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  /** What a model reads of a call. */
  async function textOf(name: string, args: Record<string, unknown>): Promise<string> {
    const { body } = await wire.modern('tools/call', { name, arguments: args });
    return (body as Answer).result.content.map(({ text }) => text).join('\n');
  }

  /** Tokens of 50 partners in each format, and each as a part of what their records cost as pretty-printed JSON. */
  async function pricesOf(search: Record<string, unknown>) {
    const asked = { model: 'res.partner', limit: 50, ...search };
    const { body } = await gateway.post('/mcp/tools/call', { method: 'odoo_search', params: asked });
    const { records } = (body as Answer).result;
    expect(records).toHaveLength(50);
    const pretty = countTokens(JSON.stringify(records, null, 2));
    const formats = ['json', 'csv', 'markdown'] as const;
    const tokens = await Promise.all(
      formats.map(async (format) => countTokens(await textOf('odoo_search', { ...asked, format }))),
    );
    const [json = Infinity, csv = Infinity, markdown = Infinity] = tokens.map((count) => count / pretty);
    return { pretty, json, csv, markdown };
  }

  it('for the list of tools', async () => {
    const { body } = await wire.modern('tools/list');
    const prices = (body as Answer).result.tools.map((tool) => [tool.name, countTokens(JSON.stringify(tool))] as const);
    const sum = prices.reduce((total, [, price]) => total + price, 0);
    expect(table([...prices, ['all', sum]])).toMatchSnapshot();
    expect(sum).toBeLessThanOrEqual(LIST_MAX);
  });

  it('for the list of prompts', async () => {
    const { body } = await wire.modern('prompts/list');
    const prices = (body as Answer).result.prompts.map(
      (prompt) => [prompt.name, countTokens(JSON.stringify(prompt))] as const,
    );
    expect(table(prices)).toMatchSnapshot();
  });

  it('for a prompt', async () => {
    const prices: Array<readonly [string, number]> = [];
    for (const [what, name, args] of PROMPTS) {
      const { body } = await wire.modern('prompts/get', { name, arguments: args });
      prices.push([what, countTokens((body as Answer).result.messages[0].content.text)]);
    }
    expect(table(prices)).toMatchSnapshot();
    expect(Math.max(...prices.map(([, price]) => price))).toBeLessThanOrEqual(PROMPT_MAX);
  });

  it('for the rows of a list view', async () => {
    const { json, csv, markdown, pretty } = await pricesOf({ fields: LIST_VIEW });
    expect(table([['pretty', pretty], ...shares({ json, csv, markdown })])).toMatchSnapshot();
    expect(json).toBeLessThanOrEqual(0.45);
    expect(csv).toBeLessThanOrEqual(0.35);
  });

  it('for rows with the telling fields, which are nearly all full', async () => {
    const { json, csv, markdown, pretty } = await pricesOf({});
    expect(table([['pretty', pretty], ...shares({ json, csv, markdown })])).toMatchSnapshot();
    expect(json).toBeLessThanOrEqual(0.45);
    // The cells alone, without anything between them, are 0.31.
    expect(csv).toBeLessThanOrEqual(0.37);
  });

  it('for the fields of a large model', async () => {
    expect(countTokens(await textOf('odoo_fields_get', { model: 'res.partner' }))).toBeLessThanOrEqual(FIELDS_MAX);
  });
});

function shares(parts: Readonly<Record<string, number>>): Array<readonly [string, string]> {
  return Object.entries(parts).map(([format, part]) => [format, part.toFixed(2)]);
}

function table(rows: ReadonlyArray<readonly [string, number | string]>): string {
  return rows.map(([name, value]) => `${name.padEnd(24)}${value}`).join('\n');
}
