import { randomUUID } from 'node:crypto';
import { EventStream } from '../../fixtures/event-stream.js';
import { TEST_KEY } from '../../fixtures/gateway.js';
import { legacy, type Message, modern } from '../../fixtures/mcp-messages.js';
import { McpWire } from '../../fixtures/mcp-wire.js';
import { beginLegacy, SocketClient } from '../../fixtures/socket-client.js';
import { mcpAnswer } from './answers.js';
import type { DoorAnswer, ResourceDoor } from './door.js';
import { firstOf, overSocket, socketWay } from './socket-way.js';

const LISTEN = 'subscriptions/listen';

const listening = (uri: string, id: string): Message => ({
  ...modern(LISTEN, { notifications: { resourceSubscriptions: [uri] } }),
  id,
});

/** Subscriptions to resources. One that is let through is given up at once, so that the next is not one too many. */
export const subscriptionDoors: readonly ResourceDoor[] = [
  {
    name: 'MCP, modern era, a subscription',
    kind: 'mcp',
    routes: ['POST /mcp'],
    open:
      async ({ url }) =>
      async (uri) => {
        const hangUp = new AbortController();
        const answer = await fetch(`${url}/mcp`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            accept: 'application/json, text/event-stream',
            authorization: `Bearer ${TEST_KEY}`,
            'mcp-protocol-version': '2026-07-28',
            'mcp-method': LISTEN,
          },
          body: JSON.stringify(listening(uri, 'listening')),
          signal: hangUp.signal,
        });
        const isStream = answer.headers.get('content-type') === 'text/event-stream';
        const first = isStream ? await new EventStream(answer, hangUp).next() : await answer.json();
        hangUp.abort();
        return mcpAnswer(first);
      },
  },
  {
    name: 'MCP, legacy era, a subscription',
    kind: 'mcp',
    routes: ['POST /mcp'],
    open: async (gateway) => {
      const wire = new McpWire(gateway);
      const session = await wire.openSession();
      return async (uri) => {
        const { body } = await wire.legacy('resources/subscribe', { uri }, session);
        await wire.legacy('resources/unsubscribe', { uri }, session);
        return mcpAnswer(body);
      };
    },
  },
  {
    ...socketWay,
    name: 'WebSocket, modern era, a subscription',
    open: async (gateway) => {
      const client = await SocketClient.connect(gateway.url);
      return async (uri): Promise<DoorAnswer> => {
        const id = randomUUID();
        const first = await firstOf(client, listening(uri, id));
        client.send(modern('notifications/cancelled', { requestId: id }));
        return mcpAnswer(first);
      };
    },
  },
  {
    ...socketWay,
    name: 'WebSocket, legacy era, a subscription',
    open: async (gateway) => {
      const send = await overSocket(gateway, mcpAnswer, beginLegacy);
      return async (uri) => {
        const answer = await send(legacy('resources/subscribe', { uri }));
        await send(legacy('resources/unsubscribe', { uri }));
        return answer;
      };
    },
  },
];
