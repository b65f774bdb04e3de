import type { RunningGateway } from '../../fixtures/gateway.js';
import type { Message } from '../../fixtures/mcp-messages.js';
import { SocketClient } from '../../fixtures/socket-client.js';
import type { DoorAnswer } from './door.js';

/** What every message over a WebSocket goes through: the handshake, and the gateway behind it. */
export const socketWay = { kind: 'ws', routes: ['GET /mcp/ws', 'WS /mcp/ws'] } as const;

/** The first message that is about a request which is answered piece by piece. */
export async function firstOf(client: SocketClient, request: Message): Promise<Message> {
  const { id } = request;
  client.send(request);
  for (;;) {
    const message = (await client.next()) as Message;
    if (message['id'] === id || JSON.stringify(message['params']).includes(JSON.stringify(id))) return message;
  }
}

/** Sends all that is tried over one socket. */
export async function overSocket(
  gateway: RunningGateway,
  read: (answer: Message) => DoorAnswer,
  begin?: (client: SocketClient) => Promise<unknown>,
): Promise<(message: Message) => Promise<DoorAnswer>> {
  const client = await SocketClient.connect(gateway.url);
  await begin?.(client);
  return async (message) => read(await client.ask(message));
}
