import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { withKey } from '../fixtures/access.js';
import { type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';
import { McpWire } from '../fixtures/mcp-wire.js';
import { framesIn } from '../fixtures/stream-frames.js';

const MODEL = 'res.partner';
const ROWS = 3;

interface Body {
  readonly result: {
    readonly count: number;
    readonly has_more: boolean;
    readonly next_cursor: string;
    readonly groups: object[];
    readonly result: object[];
    readonly results: ReadonlyArray<{ readonly matches: object[]; readonly more?: boolean }>;
  };
  readonly error?: { readonly data: { readonly code: string; readonly message: string } };
}

describe("a key's own caps", () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;

  beforeAll(async () => {
    sandbox = await startSandbox({ partners: 40 });
    gateway = await startGateway(
      { ...sandboxSettings(sandbox), MCP_MODE: 'readwrite', CONFIRM: 'never' },
      withKey({ maxRows: ROWS, confirm: 'always' }),
    );
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  async function call(method: string, params: object): Promise<Body> {
    return (await gateway.post('/mcp/tools/call', { method, params })).body as Body;
  }

  it('give no more rows in an answer, and go on behind them by the cursor', async () => {
    const first = (await call('odoo_search', { model: MODEL, fields: ['name'] })).result;
    expect([first.count, first.has_more]).toEqual([ROWS, true]);
    const more = { model: MODEL, fields: ['name'], cursor: first.next_cursor };
    expect((await call('odoo_search', more)).result.count).toBe(ROWS);
  });

  it.each([
    ['odoo_search', { model: MODEL, limit: ROWS + 1 }],
    ['odoo_read', { model: MODEL, ids: [1, 2, 3, 4] }],
    ['odoo_aggregate', { model: MODEL, group_by: ['name'], limit: ROWS + 1 }],
  ])('refuse %s %j', async (tool, params) => {
    const { error } = await call(tool, params);
    expect(error?.data).toMatchObject({ code: 'invalid_arguments', message: expect.stringContaining(`${ROWS}`) });
  });

  it('hold for groups, names and methods too', async () => {
    expect((await call('odoo_aggregate', { model: MODEL, group_by: ['name'] })).result.groups).toHaveLength(ROWS);
    const { results } = (await call('odoo_find', { queries: [{ model: MODEL, name: 'a' }] })).result;
    expect(results[0]?.matches.length).toBe(ROWS);
    expect(results[0]?.more).toBe(true);
    const all = { model: MODEL, method: 'search_read', args: [[]], kwargs: { fields: ['name'] } };
    expect((await call('odoo_call', all)).result.result).toHaveLength(ROWS);
    const { body } = await gateway.post('/odoo/query', all);
    expect((body as Body['result']).result).toHaveLength(ROWS);
    expect(body).toMatchObject({ result_cut: { items: 40 } });
  });

  it('bound a stream in all', async () => {
    const { body } = await gateway.post('/mcp/stream/tools/call', {
      method: 'odoo_search',
      params: { model: MODEL, fields: ['name'], limit: 20 },
    });
    const starts = framesIn(String(body)).map(({ data }) => data as { type?: string; total?: number });
    expect(starts.find(({ type }) => type === 'start')?.total).toBe(ROWS);
  });

  it('have a person asked where the gateway would not ask', async () => {
    const change = { name: 'odoo_write', arguments: { model: MODEL, ids: [1], values: { name: 'Asked' } } };
    const { body } = await new McpWire(gateway).modern('tools/call', change, {}, { elicitation: { form: {} } });
    expect(body).toMatchObject({ result: { resultType: 'input_required' } });
  });
});
