import { promptCatalog } from '#libs/tools';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';
import { McpWire } from '../fixtures/mcp-wire.js';

describe('prompts', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let wire: McpWire;

  beforeAll(async () => {
    sandbox = await startSandbox();
    gateway = await startGateway(sandboxSettings(sandbox));
    wire = new McpWire(gateway);
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  describe.each(['modern', 'legacy'] as const)('by MCP in the %s era', (era) => {
    let ask: (method: string, params?: Record<string, unknown>) => Promise<unknown>;

    beforeAll(async () => {
      const session = era === 'legacy' ? await wire.openSession() : undefined;
      ask = async (method, params = {}) => {
        const answer =
          era === 'modern' ? await wire.modern(method, params) : await wire.legacy(method, params, session);
        return answer.body;
      };
    });

    it('are listed in a fixed order', async () => {
      const names = promptCatalog.map(({ name }) => ({ name }));
      expect(await ask('prompts/list')).toMatchObject({ result: { prompts: names } });
    });

    it('are given without a question to Odoo', async () => {
      sandbox.calls.clear();
      expect(
        await ask('prompts/get', { name: 'customer_360', arguments: { customer: 'Azure "A" Interior' } }),
      ).toMatchObject({
        result: {
          description: expect.any(String) as string,
          messages: [
            {
              role: 'user',
              content: { type: 'text', text: expect.stringContaining(String.raw`"Azure \"A\" Interior"`) as string },
            },
          ],
        },
      });
      expect(sandbox.calls.list).toEqual([]);
    });

    it.each([
      ['a prompt that there is not', 'other', {}, 'There is no such prompt.'],
      ['an argument that is missing', 'customer_360', {}, 'customer is needed.'],
      ['an argument that there is not', 'stock_check', { colour: 'red' }, 'Unrecognized key: "colour".'],
      [
        'an argument in two lines',
        'stock_check',
        { product: 'a\nb' },
        'product must be one line of plain text, at most 128 characters.',
      ],
    ])('tell of %s', async (_what, name, args, message) => {
      expect(await ask('prompts/get', { name, arguments: args })).toMatchObject({ error: { code: -32602, message } });
    });
  });

  it('may be kept by the client that asked, and by nobody between', async () => {
    expect((await wire.modern('prompts/list')).body).toMatchObject({
      result: { ttlMs: 60_000, cacheScope: 'private' },
    });
    expect((await wire.modern('server/discover')).body).toMatchObject({
      result: { capabilities: { prompts: { listChanged: false }, completions: {} } },
    });
  });
});
