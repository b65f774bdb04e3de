import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { McpWire } from '../fixtures/mcp-wire.js';
import { METERED, scrape } from '../fixtures/scraped-metrics.js';
import { SocketClient } from '../fixtures/socket-client.js';

const CANARY = 'canary-9f2c';

/** What each round sends is different text everywhere where a caller may put text. */
describe('series of metrics', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;

  beforeAll(async () => {
    sandbox = await startSandbox();
    gateway = await startGateway({
      ...sandboxSettings(sandbox),
      ...METERED,
      MCP_MODE: 'readwrite',
      RATE_LIMIT_REQUESTS: '100000',
      RATE_LIMIT_REFUSALS: '100000',
    });
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  async function throwGarbage(round: number): Promise<void> {
    const text = `${CANARY}-${round}`;
    const model = `x.${CANARY.replace('-', '_')}_${round}`;
    const keyed = { authorization: `Bearer ${TEST_KEY}` };
    const marked = { ...keyed, 'x-odoo-connection': text, 'user-agent': text, traceparent: text, 'x-request-id': text };
    const tool = { method: 'odoo_search', params: { model }, id: text };
    await gateway.post('/mcp/tools/call', { method: text, params: { [text]: text }, id: text }, keyed);
    await gateway.post('/mcp/tools/call', tool, keyed);
    await gateway.post('/mcp/tools/call', { ...tool, params: { model, connection: text } }, keyed);
    await gateway.post('/mcp/tools/call', tool, marked);
    await gateway.post('/mcp/tools/call', tool, { authorization: `Bearer ${text}` });
    await gateway.post('/mcp/stream/tools/call', { method: text, params: { model } }, keyed);
    await gateway.post('/mcp/resources/read', { params: { uri: `odoo://${text}/${text}` } }, keyed);
    await gateway.post('/mcp/resources/read', { params: { uri: `odoo://models/${model}` } }, keyed);
    await gateway.post('/odoo/query', { model, method: `x_${round}`, args: [text], kwargs: { [text]: text } }, keyed);
    await gateway.post(`/${text}`, {}, keyed);
    await fetch(`${gateway.url}/odoo/models/${model}/records?${text}=${text}`, { headers: keyed });
    await sendProtocol(text, model);
  }

  async function sendProtocol(text: string, model: string): Promise<void> {
    const wire = new McpWire(gateway);
    await wire.modern(text);
    await wire.modern('tools/call', { name: text, arguments: {} });
    await wire.modern('tools/call', { name: 'odoo_read', arguments: { model, ids: [1] } });
    await wire.modern('prompts/get', { name: text });
    await wire.modern('resources/read', { uri: `odoo://${text}` });
    await wire.modern('completion/complete', {
      ref: { type: 'ref/prompt', name: text },
      argument: { name: text, value: text },
    });
    const socket = await SocketClient.connect(gateway.url);
    await socket.ask({ method: text, params: { [text]: text } });
    await socket.ask({ method: 'tools/call', params: { name: text, arguments: { model } } });
    await socket.ask({ method: 'changes/watch', params: { model } });
    socket.send(text);
    await socket.close();
  }

  it('are as many after many different requests as after a few, and none has a word of a caller', async () => {
    for (let round = 0; round < 2; round += 1) await throwGarbage(round);
    const few = await scrape(gateway);
    for (let round = 2; round < 12; round += 1) await throwGarbage(round);
    const many = await scrape(gateway);
    const ours = (keys: Iterable<string>) => [...keys].filter((key) => key.startsWith('odoo_mcp_')).toSorted();
    expect(ours(many.series.keys())).toEqual(ours(few.series.keys()));
    expect(many.text).not.toMatch(/canary/i);
    expect(many.sum('odoo_mcp_calls_total', { tool: 'unknown' })).toBeGreaterThanOrEqual(4 * 12);
    expect(ours(many.series.keys()).length).toBeLessThan(400);
  });
});
