import { initialize, legacy, type Message, modern } from '../../fixtures/mcp-messages.js';
import { McpWire } from '../../fixtures/mcp-wire.js';
import { beginLegacy, SocketClient } from '../../fixtures/socket-client.js';
import { mcpAnswer, restAnswer, streamAnswer } from './answers.js';
import type { Door, DoorAnswer } from './door.js';
import { overSocket, socketWay } from './socket-way.js';
import { overLines, stdioWay } from './stdio-way.js';

/** The bodies in which a call may come over REST. */
const SHAPES: ReadonlyArray<readonly [name: string, shape: (tool: string, args: unknown) => unknown]> = [
  ["the seed's shape", (method, params) => ({ method, params })],
  ["MCP's shape", (name, args) => ({ name, arguments: args })],
  [
    'a JSON-RPC envelope',
    (name, args) => ({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
  ],
];

function postDoors(door: string, path: string, read: (body: unknown) => DoorAnswer): readonly Door[] {
  return SHAPES.map(([name, shape]) => ({
    name: `${door}, ${name}`,
    kind: 'rest',
    routes: [`POST ${path}`],
    open: async (gateway) => async (tool, args) => read((await gateway.post(path, shape(tool, args))).body),
  }));
}

/** Doors that take any tool with any arguments. */
export const doors: readonly Door[] = [
  ...postDoors('REST', '/mcp/tools/call', restAnswer),
  ...postDoors('A stream', '/mcp/stream/tools/call', streamAnswer),
  {
    name: 'MCP, modern era',
    kind: 'mcp',
    routes: ['POST /mcp'],
    open: async (gateway) => {
      const wire = new McpWire(gateway);
      return async (name, args) => mcpAnswer((await wire.modern('tools/call', { name, arguments: args })).body);
    },
  },
  {
    name: 'MCP, legacy era',
    kind: 'mcp',
    routes: ['POST /mcp'],
    open: async (gateway) => {
      const wire = new McpWire(gateway);
      const session = await wire.openSession();
      return async (name, args) =>
        mcpAnswer((await wire.legacy('tools/call', { name, arguments: args }, session)).body);
    },
  },
  {
    ...socketWay,
    name: 'WebSocket, modern era',
    open: async (gateway) => {
      const send = await overSocket(gateway, mcpAnswer);
      return async (name, args) => send(modern('tools/call', { name, arguments: args }));
    },
  },
  {
    ...socketWay,
    name: 'WebSocket, legacy era',
    open: async (gateway) => {
      const send = await overSocket(gateway, mcpAnswer, beginLegacy);
      return async (name, args) => send(legacy('tools/call', { name, arguments: args }));
    },
  },
  {
    ...stdioWay,
    name: 'Standard input, modern era',
    open: async (gateway) => {
      const send = await overLines(gateway, mcpAnswer);
      return async (name, args) => send(modern('tools/call', { name, arguments: args }));
    },
  },
  {
    ...stdioWay,
    name: 'Standard input, legacy era',
    open: async (gateway) => {
      const send = await overLines(gateway, mcpAnswer, [initialize()]);
      return async (name, args) => send(legacy('tools/call', { name, arguments: args }));
    },
  },
  {
    ...socketWay,
    name: "WebSocket, the seed's call",
    open: async (gateway) => {
      const send = await overSocket(gateway, restAnswer);
      return async (name, args) => send({ method: 'tools/call', params: { name, arguments: args } });
    },
  },
  {
    ...socketWay,
    name: "WebSocket, the seed's shape",
    open: async (gateway) => {
      const send = await overSocket(gateway, restAnswer);
      return async (method, params) => send({ method, params });
    },
  },
  {
    ...socketWay,
    name: 'WebSocket, a stream',
    open: async (gateway) => {
      const client = await SocketClient.connect(gateway.url);
      return async (name, args) => socketStreamAnswer(client, { name, arguments: args, credit: 1000 });
    },
  },
];

/** What came before the answer counts as well. */
async function socketStreamAnswer(client: SocketClient, params: Message): Promise<DoorAnswer> {
  const answer = await client.ask({ method: 'tools/stream', params });
  const told = (client.received as Message[]).filter(({ params }) => (params as Message)['id'] === answer['id']);
  return { ...restAnswer(answer), text: JSON.stringify([...told, answer]) };
}
