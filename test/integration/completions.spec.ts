import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type Environment, type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';
import { McpWire } from '../fixtures/mcp-wire.js';
import { until } from '../fixtures/until.js';

const MODEL = 'odoo://models/{model}';
const RECORD = 'odoo://records/{model}/{id}';

interface Question {
  readonly ref: { readonly type: string; readonly uri?: string; readonly name?: string };
  readonly argument: { readonly name: string; readonly value: string };
  readonly context?: { readonly arguments: Record<string, string> };
}

function question(of: string, name: string, value: string, others?: Record<string, string>): Question {
  const ref = of.includes('://') ? { type: 'ref/resource', uri: of } : { type: 'ref/prompt', name: of };
  return { ref, argument: { name, value }, ...(others && { context: { arguments: others } }) };
}

describe('completions', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let wire: McpWire;

  beforeAll(async () => {
    sandbox = await startSandbox({ partners: 150 });
    gateway = await startGateway({ ...sandboxSettings(sandbox), RATE_LIMIT_REQUESTS: '100000' });
    wire = new McpWire(gateway);
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  type Asking = (...asked: Parameters<typeof question>) => Promise<unknown>;

  const valuesOf = async (answer: Promise<unknown>): Promise<string[]> => {
    const { result } = (await answer) as { result: { completion: { values: string[] } } };
    return result.completion.values;
  };

  describe.each(['modern', 'legacy'] as const)('by MCP in the %s era', (era) => {
    let complete: Asking;

    beforeAll(async () => {
      const session = era === 'legacy' ? await wire.openSession() : undefined;
      complete = async (...asked) => {
        const params = { ...question(...asked) };
        const answer =
          era === 'modern'
            ? await wire.modern('completion/complete', params)
            : await wire.legacy('completion/complete', params, session);
        return answer.body;
      };
    });

    it.each([MODEL, RECORD, 'explore_model', 'data_quality'])('offer models for %s', async (of) => {
      expect(await complete(of, 'model', 'res.part')).toMatchObject({
        result: { completion: { values: ['res.partner', 'res.partner.category'], hasMore: false, total: 2 } },
      });
      expect(await valuesOf(complete(of, 'model', 'ir.'))).not.toContain('ir.model');
    });

    it('offer fields, the last of a list', async () => {
      const values = await valuesOf(complete('data_quality', 'fields', 'name,email', { model: 'res.partner' }));
      expect(values).toContain('name,email');
      expect(await valuesOf(complete('data_quality', 'fields', 'passw', { model: 'res.users' }))).toEqual([]);
    });

    it('offer ids by their first digits, and by names', async () => {
      const all = await valuesOf(complete(RECORD, 'id', '', { model: 'product.product' }));
      expect(all.length).toBeGreaterThan(1);
      const [first = ''] = all;
      expect(await valuesOf(complete(RECORD, 'id', first, { model: 'product.product' }))).toContain(first);
      const named = await valuesOf(complete(RECORD, 'id', 'belgium', { model: 'res.country' }));
      expect(named).toHaveLength(1);
    });

    it('offer names, and say that there are more', async () => {
      expect(await complete('customer_360', 'customer', '')).toMatchObject({
        result: { completion: { hasMore: true, values: expect.any(Array) as string[] } },
      });
      const names = await valuesOf(complete('customer_360', 'customer', ''));
      expect(names.length).toBeLessThanOrEqual(100);
      const [name = ''] = names;
      expect(await valuesOf(complete('overdue_invoices', 'partner', name))).toContain(name);
    });

    it.each([
      [RECORD, 'id'],
      ['data_quality', 'fields'],
      ['overdue_invoices', 'as_of'],
      [MODEL, 'other'],
    ])('offer nothing for %s and %s alone', async (of, name) => {
      expect(await complete(of, name, '1')).toMatchObject({
        result: { completion: { values: [], hasMore: false, total: 0 } },
      });
    });

    it.each([
      ['a prompt that there is not', 'not_found', ['other', 'model', '']],
      ['a template that there is not', 'not_found', ['odoo://other/{model}', 'model', '']],
      ['a model that there is not', 'not_found', [RECORD, 'id', '', { model: 'no.such.model' }]],
      ['a model in other letters', 'invalid_arguments', [RECORD, 'id', '', { model: 'Res.Partner' }]],
      ['a protected model', 'forbidden', [RECORD, 'id', '', { model: 'ir.config_parameter' }]],
    ] as const)('tell of %s', async (_what, code, asked) => {
      const [of, name, value, others] = asked;
      expect(await complete(of, name, value, others)).toMatchObject({ error: { code: -32602, data: { code } } });
    });
  });

  it('close the call to Odoo when the client leaves', async () => {
    await wire.modern('completion/complete', { ...question('customer_360', 'customer', 'a') });
    sandbox.faults.set({ answer: 'black-hole', times: 1 });
    const { clientClosed, total } = sandbox.calls.counts;
    const leaving = new AbortController();
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const params = { ...question('customer_360', 'customer', 'a'), _meta };
    const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'completion/complete' };
    const body = { jsonrpc: '2.0', id: 1, method: 'completion/complete', params };
    const ended = wire.send(body, headers, leaving.signal).catch(() => 'given up');
    await until(() => sandbox.calls.counts.total > total);
    leaving.abort();
    expect(await ended).toBe('given up');
    await until(() => sandbox.calls.counts.clientClosed > clientClosed);
  });

  describe('for a key that is narrowed', () => {
    async function narrowed(settings: Environment, ...asked: Parameters<typeof question>): Promise<string> {
      const own = await startGateway({ ...sandboxSettings(sandbox), ...settings });
      try {
        const { body } = await new McpWire(own).modern('completion/complete', { ...question(...asked) });
        return JSON.stringify(body);
      } finally {
        await own.close();
      }
    }

    it.each<[string, Environment, Parameters<typeof question>, RegExp]>([
      ['a denied model', { MODELS_DENY: 'sale.*' }, [MODEL, 'model', 'sale'], /sale\.order/],
      ['what is not allowed', { MODELS_ALLOW: 'res.partner' }, [MODEL, 'model', ''], /res\.country/],
      [
        'a denied field',
        { FIELDS_DENY: 'res.partner:email' },
        ['data_quality', 'fields', 'email', { model: 'res.partner' }],
        /"email"/,
      ],
      [
        'a field that leads to a denied model',
        { MODELS_DENY: 'res.country' },
        ['data_quality', 'fields', 'country', { model: 'res.partner' }],
        /country_id/,
      ],
      [
        'ids of a denied model',
        { MODELS_DENY: 'res.country' },
        [RECORD, 'id', '', { model: 'res.country' }],
        /"values":\["/,
      ],
      [
        'ids by names of a denied model',
        { MODELS_DENY: 'res.country' },
        [RECORD, 'id', 'a', { model: 'res.country' }],
        /"values":\["/,
      ],
      ['names of a denied model', { MODELS_DENY: 'res.partner' }, ['customer_360', 'customer', ''], /"values":\["/],
    ])('do not show %s', async (_what, settings, asked, trace) => {
      expect(await narrowed({}, ...asked)).toMatch(trace);
      expect(await narrowed(settings, ...asked)).not.toMatch(trace);
    });
  });
});
