import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type Environment, type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { McpWire } from '../fixtures/mcp-wire.js';

const FORMS = { elicitation: { form: {} } };
const YES = { action: 'accept', content: { confirm: true } } as const;
const NO = { action: 'decline' } as const;

/** One secret for both replicas. */
const SETTINGS: Environment = { MCP_MODE: 'readwrite', STATE_SECRET: 'a-secret-that-two-replicas-share-1234' };

interface InputRequired {
  readonly resultType: string;
  readonly inputRequests?: { readonly confirm: { readonly params: { readonly message: string } } };
  readonly requestState?: string;
  readonly isError?: boolean;
  readonly content?: ReadonlyArray<{ readonly text: string }>;
}

describe('confirmations', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let replica: RunningGateway;

  beforeAll(async () => {
    sandbox = await startSandbox();
    const settings = { ...sandboxSettings(sandbox), ...SETTINGS };
    [gateway, replica] = await Promise.all([startGateway(settings), startGateway(settings)]);
  });

  afterAll(async () => {
    await Promise.all([gateway.close(), replica.close()]);
    await sandbox.close();
  });

  async function newPartner(name: string): Promise<number> {
    const params = { model: 'res.partner', values: { name } };
    const { body } = await gateway.post('/mcp/tools/call', { method: 'odoo_create', params });
    return (body as { result: { created_id: number } }).result.created_id;
  }

  async function exists(id: number): Promise<boolean> {
    const params = { model: 'res.partner', ids: [id] };
    const { body } = await gateway.post('/mcp/tools/call', { method: 'odoo_read', params });
    return (body as { result: { records: unknown[] } }).result.records.length > 0;
  }

  const unlink = (id: number) => ({ name: 'odoo_unlink', arguments: { model: 'res.partner', ids: [id] } });

  describe.each(['auto', 'legacy'] as const)('of a client that asks its person, %s', (mode) => {
    let asked: string[];
    let answer: typeof YES | typeof NO;

    async function call(params: { name: string; arguments: Record<string, unknown> }) {
      const client = new Client(
        { name: 'asking', version: '1' },
        { capabilities: { elicitation: {} }, versionNegotiation: { mode } },
      );
      client.setRequestHandler('elicitation/create', ({ params: question }) => {
        asked.push(question.message);
        return answer;
      });
      const requestInit = { headers: { authorization: `Bearer ${TEST_KEY}` } };
      await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', gateway.url), { requestInit }));
      const { content, isError } = await client.callTool(params);
      await client.close();
      const [first] = content;
      return { text: first?.type === 'text' ? first.text : '', isError };
    }

    beforeEach(() => {
      asked = [];
    });

    it('go on with a yes', async () => {
      const id = await newPartner('Agreed');
      answer = YES;
      const { text, isError } = await call(unlink(id));
      expect(isError).toBeFalsy();
      expect(JSON.parse(text)).toMatchObject({ deleted_ids: [id] });
      expect(asked).toEqual(['Delete 1 record of res.partner (“Agreed”) for good?']);
      expect(await exists(id)).toBe(false);
    });

    it('end with a no, and nothing is done', async () => {
      const id = await newPartner('Kept');
      answer = NO;
      const { text, isError } = await call(unlink(id));
      expect(isError).toBe(true);
      expect(JSON.parse(text)).toMatchObject({ error: { code: 'declined', layer: 'person' } });
      expect(await exists(id)).toBe(true);
    });

    it('are not needed to read, or for one changed record', async () => {
      const id = await newPartner('Small change');
      await call({ name: 'odoo_read', arguments: { model: 'res.partner', ids: [id] } });
      const values = { city: 'Gent' };
      const { isError } = await call({ name: 'odoo_write', arguments: { model: 'res.partner', ids: [id], values } });
      expect(isError).toBeFalsy();
      expect(asked).toEqual([]);
    });

    it('are not asked for what is refused anyway', async () => {
      const { text } = await call({ name: 'odoo_unlink', arguments: { model: 'res.users', ids: [1] } });
      expect(JSON.parse(text)).toMatchObject({ error: { code: 'forbidden', layer: 'model' } });
      expect(asked).toEqual([]);
    });
  });

  describe('on the wire', () => {
    const call = async (
      through: RunningGateway,
      params: Record<string, unknown>,
      capabilities: Record<string, unknown> = FORMS,
    ) => {
      const { body } = await new McpWire(through).modern('tools/call', params, {}, capabilities);
      return body as { result?: InputRequired; error?: { code: number; message: string } };
    };

    it('are asked by one replica and taken by another', async () => {
      const id = await newPartner('Elsewhere');
      const { result } = await call(gateway, unlink(id));
      expect(result).toMatchObject({ resultType: 'input_required', requestState: expect.any(String) as string });
      expect(await exists(id)).toBe(true);
      const again = { ...unlink(id), requestState: result?.requestState, inputResponses: { confirm: YES } };
      expect((await call(replica, again)).result).toMatchObject({ structuredContent: { deleted_ids: [id] } });
      expect(await exists(id)).toBe(false);
    });

    it.each([
      ['a yes to another record', (state: string, other: number) => ({ ...unlink(other), requestState: state })],
      ['a state that was made up', (_state: string, other: number) => ({ ...unlink(other), requestState: 'AAAA' })],
      [
        'a yes to another tool',
        (state: string, other: number) => ({
          name: 'odoo_call',
          arguments: { model: 'res.partner', method: 'unlink', args: [[other]] },
          requestState: state,
        }),
      ],
    ])('do not take %s', async (_name, forge) => {
      const id = await newPartner('One');
      const other = await newPartner('Other');
      const { result } = await call(gateway, unlink(id));
      const forged = { ...forge(String(result?.requestState), other), inputResponses: { confirm: YES } };
      expect((await call(gateway, forged)).error).toMatchObject({ code: -32602 });
      expect([await exists(id), await exists(other)]).toEqual([true, true]);
    });

    it('are asked again where a yes comes without the question', async () => {
      const id = await newPartner('Unasked');
      const { result } = await call(gateway, { ...unlink(id), inputResponses: { confirm: YES } });
      expect(result).toMatchObject({ resultType: 'input_required' });
      expect(await exists(id)).toBe(true);
    });

    it('do not hold up a client that cannot ask', async () => {
      const id = await newPartner('Nobody there');
      expect((await call(gateway, unlink(id), {})).result).toMatchObject({ structuredContent: { deleted_ids: [id] } });
    });
  });

  it.each<[string, string, boolean, boolean]>([
    ['never', 'odoo_unlink', false, false],
    ['always', 'odoo_write', true, true],
  ])('CONFIRM=%s: %s asks %p', async (CONFIRM, name, asks, stays) => {
    const other = await startGateway({ ...sandboxSettings(sandbox), ...SETTINGS, CONFIRM });
    const id = await newPartner('Policy');
    const args = { model: 'res.partner', ids: [id], ...(name === 'odoo_write' && { values: { city: 'Gent' } }) };
    const { body } = await new McpWire(other).modern('tools/call', { name, arguments: args }, {}, FORMS);
    const { resultType } = (body as { result: InputRequired }).result;
    expect(resultType === 'input_required').toBe(asks);
    expect(await exists(id)).toBe(stays);
    await other.close();
  });
});
