import { Agent, request } from 'undici';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type GatewayProcess, startGatewayProcess } from '../fixtures/gateway-process.js';
import { sandboxSettings } from '../fixtures/gateway.js';
import { SocketClient } from '../fixtures/socket-client.js';

const CLIENTS = 50;
const CALLS_EACH = 400;
/** Calls of one client under way at once. */
const IN_FLIGHT = 4;
const KEY = 'a-key-of-the-many-clients';
const MODERN = '2026-07-28';

interface RpcAnswer {
  readonly id: number;
  readonly result: { readonly content: readonly [{ readonly text: string }] };
}

/** Sends one JSON-RPC request of a client and returns what came as the answer to it. */
type Send = (id: number, method: string, params: Record<string, unknown>) => Promise<RpcAnswer>;

describe('many clients at once', () => {
  let sandbox: Sandbox;
  let gateway: GatewayProcess;
  const agent = new Agent({ connections: CLIENTS });
  const sockets: SocketClient[] = [];

  beforeAll(async () => {
    sandbox = await startSandbox({ partners: 10 });
    gateway = await startGatewayProcess({
      ...sandboxSettings(sandbox),
      API_KEY: KEY,
      RATE_LIMIT_REQUESTS: '1000000',
    });
  });

  afterAll(async () => {
    for (const socket of sockets) await socket.close();
    await agent.close();
    await gateway.stop();
    await sandbox.close();
  });

  async function post(body: unknown, headers: Record<string, string>) {
    const answer = await request(new URL('/mcp', gateway.url), {
      method: 'POST',
      dispatcher: agent,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        authorization: `Bearer ${KEY}`,
        ...headers,
      },
      body: JSON.stringify(body),
    });
    const text = await answer.body.text();
    return { headers: answer.headers, message: JSON.parse(text.replace(/^.*?data: /s, '')) as RpcAnswer };
  }

  const modern = async (client: number): Promise<Send> => {
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': MODERN,
      'io.modelcontextprotocol/clientInfo': { name: `client-${client}`, version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    return async (id, method, params) => {
      const headers = { 'mcp-protocol-version': MODERN, 'mcp-method': method, 'mcp-name': String(params['name']) };
      return (await post({ jsonrpc: '2.0', id, method, params: { ...params, _meta } }, headers)).message;
    };
  };

  const legacy = async (client: number): Promise<Send> => {
    const params = {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: `client-${client}`, version: '1' },
    };
    const { headers } = await post({ jsonrpc: '2.0', id: 0, method: 'initialize', params }, {});
    const session = { 'mcp-session-id': String(headers['mcp-session-id']) };
    return async (id, method, params) => (await post({ jsonrpc: '2.0', id, method, params }, session)).message;
  };

  const overSocket = async (client: number): Promise<Send> => {
    const socket = await SocketClient.connect(gateway.url, { headers: { authorization: `Bearer ${KEY}` } });
    sockets.push(socket);
    const params = {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: `client-${client}`, version: '1' },
    };
    await socket.ask({ jsonrpc: '2.0', method: 'initialize', params });
    // The socket counts its requests itself, from 2 on, in the order in which they are sent.
    return async (id, method, params) => {
      const answer = await socket.ask({ jsonrpc: '2.0', method, params });
      return { ...(answer as unknown as RpcAnswer), id };
    };
  };

  const DOORS = [modern, legacy, overSocket];

  /** Every client counts its requests from 1, asks for records that only it asks for, and is told that they are missing. */
  async function strays(client: number): Promise<string[]> {
    const send = await (DOORS[client % DOORS.length] ?? modern)(client);
    const found: string[] = [];
    let next = 1;
    const worker = async (): Promise<void> => {
      while (next <= CALLS_EACH) {
        const id = next++;
        const record = 1_000_000 + client * CALLS_EACH + id;
        const call = { name: 'odoo_read', arguments: { model: 'res.country', ids: [record], fields: ['code'] } };
        const answer = await send(id, 'tools/call', call);
        const text = answer.result.content[0].text;
        const named = text.match(/\d{7,}/g) ?? [];
        if (answer.id !== id || named.length !== 1 || Number(named[0]) !== record) {
          found.push(`client ${client}, request ${id}, record ${record}: ${JSON.stringify(answer)}`);
        }
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
    return found;
  }

  it('each get the answers to their own calls', async () => {
    const before = sandbox.calls.counts.byMethod['res.country.read'] ?? 0;
    const found = await Promise.all(Array.from({ length: CLIENTS }, (_, client) => strays(client)));
    expect(found.flat()).toEqual([]);
    // None was answered without having been asked.
    expect((sandbox.calls.counts.byMethod['res.country.read'] ?? 0) - before).toBe(CLIENTS * CALLS_EACH);
  }, 300_000);
});
