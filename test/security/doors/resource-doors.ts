import { modern } from '../../fixtures/mcp-messages.js';
import { McpWire } from '../../fixtures/mcp-wire.js';
import { mcpAnswer, restAnswer } from './answers.js';
import type { ResourceDoor } from './door.js';
import { overSocket, socketWay } from './socket-way.js';

export const MODERN_RESOURCES = 'MCP, modern era, a resource';

export const resourceDoors: readonly ResourceDoor[] = [
  {
    name: 'REST, a resource',
    kind: 'rest',
    routes: ['POST /mcp/resources/read'],
    open: async (gateway) => async (uri) =>
      restAnswer((await gateway.post('/mcp/resources/read', { params: { uri } })).body),
  },
  {
    name: MODERN_RESOURCES,
    kind: 'mcp',
    routes: ['POST /mcp'],
    open: async (gateway) => {
      const wire = new McpWire(gateway);
      return async (uri) => mcpAnswer((await wire.modern('resources/read', { uri })).body);
    },
  },
  {
    name: 'MCP, legacy era, a resource',
    kind: 'mcp',
    routes: ['POST /mcp'],
    open: async (gateway) => {
      const wire = new McpWire(gateway);
      const session = await wire.openSession();
      return async (uri) => mcpAnswer((await wire.legacy('resources/read', { uri }, session)).body);
    },
  },
  {
    ...socketWay,
    name: 'WebSocket, modern era, a resource',
    open: async (gateway) => {
      const send = await overSocket(gateway, mcpAnswer);
      return async (uri) => send(modern('resources/read', { uri }));
    },
  },
  {
    ...socketWay,
    name: 'WebSocket, the seed, a resource',
    open: async (gateway) => {
      const send = await overSocket(gateway, restAnswer);
      return async (uri) => send({ method: 'resources/read', params: { uri } });
    },
  },
];
