import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Client } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { WebSocketClientTransport } from '@modelcontextprotocol/sdk/client/websocket.js';
import { modeAllows } from '#libs/contracts';
import { toolCatalog } from '#libs/tools';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { legacy, type Message, modern } from '../fixtures/mcp-messages.js';
import { beginLegacy, SocketClient } from '../fixtures/socket-client.js';
import { SocketTransport } from '../fixtures/socket.transport.js';
import { until } from '../fixtures/until.js';

/** What a readonly key sees. */
const readable = toolCatalog.filter(({ access }) => modeAllows('readonly', access)).map(({ name }) => name);

const params = { model: 'res.partner', fields: ['id', 'name'], domain: [['id', '<', 5]], order: 'id' };
const search = { name: 'odoo_search', arguments: params };
const count = { name: 'odoo_count', arguments: { model: 'res.country' } };
const info = { name: 'socket-test', version: '1.0.0' };

describe('WS /mcp/ws', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let client: SocketClient;

  beforeAll(async () => {
    sandbox = await startSandbox();
    gateway = await startGateway({
      ...sandboxSettings(sandbox),
      RATE_LIMIT_REQUESTS: '100000',
      WS_MAX_CALLS: '50',
      MAX_BODY_BYTES: '4096',
    });
  });

  beforeEach(async () => {
    client = await SocketClient.connect(gateway.url);
  });

  afterEach(() => client.close());

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  describe("for the seed's own messages", () => {
    it.each<[string, Message, string]>([
      ["the seed's call", { method: 'tools/call', params: search, id: '1' }, '/mcp/tools/call'],
      ["the seed's call without an id", { method: 'tools/call', params: search }, '/mcp/tools/call'],
      ['a tool as a method', { method: 'odoo_search', params, id: 1 }, '/mcp/tools/call'],
      ['a name and arguments', { ...search, id: 0 }, '/mcp/tools/call'],
      ['a tool that does not exist', { method: 'odoo_serch', params, id: 2 }, '/mcp/tools/call'],
      ['arguments that are wrong', { method: 'odoo_search', params: { model: 7 }, id: 3 }, '/mcp/tools/call'],
      ['a model that is hidden', { method: 'odoo_search', params: { model: 'ir.cron' }, id: 4 }, '/mcp/tools/call'],
      ['a tool that writes', { method: 'odoo_unlink', params: { model: 'res.partner', ids: [1] } }, '/mcp/tools/call'],
      ['no tool', {}, '/mcp/tools/call'],
      ['a resource', { method: 'resources/read', params: { uri: 'odoo://models' }, id: 5 }, '/mcp/resources/read'],
      ['no such resource', { method: 'resources/read', params: { uri: 'odoo://x' }, id: 6 }, '/mcp/resources/read'],
      ['no resource', { method: 'resources/read', id: 7 }, '/mcp/resources/read'],
    ])('answers %s as REST does', async (_what, message, path) => {
      client.send(message);
      const { body } = await gateway.post(path, message);
      expect(await client.next()).toEqual(body);
    });

    it.each([
      ['initialize', '/mcp/initialize'],
      ['tools/list', '/mcp/tools/list'],
      ['resources/list', '/mcp/resources/list'],
    ])('answers %s with what REST answers, as a result', async (method, path) => {
      client.send({ method, id: 'x' });
      expect(await client.next()).toEqual({ result: (await gateway.post(path, {})).body, id: 'x' });
    });

    it('needs no handshake before them, and takes them between messages of MCP', async () => {
      expect(await client.ask({ method: 'odoo_count', params: { model: 'res.country' } })).toHaveProperty('result');
      await beginLegacy(client);
      const answers = await Promise.all([
        client.ask(legacy('tools/call', count)),
        client.ask({ method: 'tools/call', params: count }),
        client.ask(legacy('ping')),
      ]);
      expect(answers).toMatchObject([
        { jsonrpc: '2.0', result: { structuredContent: { model: 'res.country' } } },
        { result: { model: 'res.country' } },
        { jsonrpc: '2.0', result: {} },
      ]);
      expect(answers[1]).not.toHaveProperty('jsonrpc');
    });
  });

  describe('for MCP clients', () => {
    it.each(['auto', 'legacy'] as const)('serves SDK v2, %s', async (mode) => {
      const mcp = new Client(info, { versionNegotiation: { mode } });
      await mcp.connect(new SocketTransport((await SocketClient.connect(gateway.url)).socket));
      expect(mcp.getProtocolEra()).toBe(mode === 'auto' ? 'modern' : 'legacy');
      expect((await mcp.listTools()).tools.map(({ name }) => name)).toEqual(readable);
      expect((await mcp.callTool(count)).structuredContent).toMatchObject({ model: 'res.country' });
      expect((await mcp.readResource({ uri: 'odoo://models' })).contents).toHaveLength(1);
      await expect(mcp.callTool({ name: 'nope', arguments: {} })).rejects.toMatchObject({ code: -32602 });
      await mcp.close();
    });

    it('serves SDK v1 over its own transport, which can show no key', async () => {
      const open = await startGateway({ ...sandboxSettings(sandbox), API_KEY: '' });
      const mcp = new ClientV1(info);
      await mcp.connect(new WebSocketClientTransport(new URL(`${open.url.replace('http', 'ws')}/mcp/ws`)));
      expect((await mcp.listTools()).tools.map(({ name }) => name)).toEqual(readable);
      expect((await mcp.callTool(count)).structuredContent).toMatchObject({ model: 'res.country' });
      await mcp.close();
      await open.close();
    });

    it('serves a page, which can show its key as a subprotocol alone', async () => {
      const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/mcp/ws`, ['mcp', `bearer.${TEST_KEY}`]);
      const answer = await new Promise<string>((resolve, reject) => {
        socket.addEventListener('open', () => socket.send(JSON.stringify({ ...modern('tools/call', count), id: 1 })));
        socket.addEventListener('message', ({ data }) => resolve(String(data)));
        socket.addEventListener('error', () => reject(new Error('The page was refused.')));
      });
      expect(socket.protocol).toBe('mcp');
      expect(JSON.parse(answer)).toMatchObject({ id: 1, result: { structuredContent: { model: 'res.country' } } });
      socket.close();
    });
  });

  describe('with malformed messages', () => {
    it.each([
      '',
      '{bad',
      '{"method": "odoo_count", "method"',
      'undefined',
      '[]',
      '[{"jsonrpc":"2.0","id":1,"method":"ping"}]',
      '7',
      'null',
      '"tools/list"',
      'true',
      '{}',
      '{"method":7}',
      '{"method":"tools/call"}',
      '{"method":"tools/call","params":[],"id":[1]}',
      '{"name":["odoo_count"],"id":true}',
      '{"__proto__":{"x":1},"method":"odoo_count"}',
      '{"method":"odoo_count","params":{"constructor":{"prototype":{"x":1}}}}',
      '{"jsonrpc":"2.0"}',
      '{"jsonrpc":"2.0","id":1}',
      '{"jsonrpc":"2.0","id":1,"method":7}',
      '{"jsonrpc":"2.0","id":{},"method":"ping"}',
      '{"jsonrpc":"2.0","id":null,"method":"ping"}',
      '{"jsonrpc":"2.0","id":"a","method":"ping","params":[1]}',
      '{"jsonrpc":"1.0","id":1,"method":"ping"}',
      '{"jsonrpc":2,"id":1,"method":"ping"}',
      '{"jsonrpc":"2.0","id":1,"method":"no/such"}',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call"}',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":7}}',
      '{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":7}}}',
      '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"1999-01-01","io.modelcontextprotocol/clientCapabilities":{}}}}',
    ])('answers %s, and goes on', async (text) => {
      client.send(text);
      expect(await client.next()).toMatchSnapshot();
      expect(await client.ask({ method: 'odoo_count', params: { model: 'res.country' } })).toHaveProperty('result');
    });

    it('answers bytes once, and closes', async () => {
      client.send(Buffer.from('{"method":"tools/list"}'));
      expect(await client.next()).toMatchSnapshot();
      expect(await client.closed).toEqual({ code: 1003, reason: 'Only text frames are read.' });
    });

    it('closes on a message above MAX_BODY_BYTES, without reading it', async () => {
      client.send({ method: 'odoo_count', params: { model: 'x'.repeat(5000) } });
      expect(await client.closed).toMatchObject({ code: 1009 });
    });

    it('takes nothing more of such a message, however much of it comes', async () => {
      const bytes = 32_000_000;
      const accepted = once(gateway.app.getHttpServer(), 'connection');
      const headers = { authorization: `Bearer ${TEST_KEY}` };
      const sender = await SocketClient.connect(gateway.url, { headers, closeTimeout: 100 });
      const [connection] = (await accepted) as [Socket];
      sender.send('x'.repeat(bytes));
      expect(await sender.closed).toMatchObject({ code: 1009 });
      expect(connection.bytesRead).toBeLessThan(bytes / 4);
    });
  });

  describe('with calls in flight', () => {
    it('answers them as they end: a slow one holds nobody', async () => {
      await client.ask(modern('tools/call', count));
      sandbox.faults.set({ answer: 'black-hole', match: { model: 'res.country' } });
      const before = sandbox.calls.counts.total;
      let ended = 0;
      for (const slow of [modern('tools/call', count), { method: 'tools/call', params: count }]) {
        void client.ask(slow).then(() => (ended += 1));
      }
      await until(() => sandbox.calls.counts.total === before + 2);
      const answers = await Promise.all(Array.from({ length: 20 }, () => client.ask(modern('tools/call', search))));
      for (const { result } of answers) expect(result).not.toHaveProperty('isError');
      expect(ended).toBe(0);
      sandbox.faults.clear();
    });

    it.each<[string, (call: Message) => Message]>([
      ['modern', ({ params }) => modern('tools/call', params as Message)],
      ['legacy', ({ params }) => legacy('tools/call', params as Message)],
    ])('closes the call to Odoo when a client of the %s era cancels it', async (_era, shape) => {
      await client.ask(shape({ params: count }));
      sandbox.faults.set({ answer: 'black-hole', times: 1 });
      const { clientClosed, total } = sandbox.calls.counts;
      client.send({ ...shape({ params: count }), id: 'slow' });
      await until(() => sandbox.calls.counts.total > total);
      const { method: _method, ...envelope } = shape({ params: { requestId: 'slow' } });
      client.send({ ...envelope, method: 'notifications/cancelled' });
      await until(() => sandbox.calls.counts.clientClosed > clientClosed);
      expect(await client.ask(shape({ params: count }))).toHaveProperty('result');
      expect(client.received).toEqual([]);
    });

    it('closes all calls to Odoo when the socket is closed', async () => {
      await client.ask(modern('tools/call', count));
      sandbox.faults.set({ answer: 'black-hole' });
      const { clientClosed, total } = sandbox.calls.counts;
      client.send({ ...modern('tools/call', count), id: 'a' });
      client.send({ method: 'tools/call', params: count, id: 'b' });
      await until(() => sandbox.calls.counts.total === total + 2);
      client.socket.terminate();
      await until(() => sandbox.calls.counts.clientClosed > clientClosed + 1);
      expect(sandbox.calls.counts.clientClosed).toBe(clientClosed + 2);
      sandbox.faults.clear();
    });
  });
});
