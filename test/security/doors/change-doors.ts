import { randomUUID } from 'node:crypto';
import { EventStream } from '../../fixtures/event-stream.js';
import { SocketClient } from '../../fixtures/socket-client.js';
import { restAnswer } from './answers.js';
import { type Arguments, query } from './dashboard-doors.js';
import type { Door } from './door.js';
import { firstOf, socketWay } from './socket-way.js';

const CHANGES_TAKE = new Set(['model', 'domain', 'fields']);

/** Whether changes of what this would find can be listened to. */
export function changesTake(tool: string, args: unknown): boolean {
  return tool === 'odoo_search' && Object.keys(args ?? {}).every((name) => CHANGES_TAKE.has(name));
}

/** Live changes: of a stream that begins, what it begins with. */
const streamedChanges: Door = {
  name: 'REST, live changes',
  kind: 'rest',
  routes: ['GET /odoo/models/:model/changes'],
  open: async (gateway) => async (_tool, sent) => {
    const args = sent as Arguments;
    const path = `/odoo/models/${encodeURIComponent(String(args['model']))}/changes`;
    const stream = await EventStream.open(gateway.url + path + query(args, ['domain', 'fields']));
    if (!stream.answer.ok) return restAnswer(await stream.answer.json());
    const answer = restAnswer(await stream.next());
    stream.close();
    return answer;
  },
};

/** The same over a WebSocket. */
const watchedChanges: Door = {
  ...socketWay,
  name: 'WebSocket, live changes',
  open: async (gateway) => {
    const client = await SocketClient.connect(gateway.url);
    return async (_tool, params) => {
      const id = randomUUID();
      const first = await firstOf(client, { method: 'changes/watch', params, id });
      client.send({ method: 'stream/cancel', params: { id } });
      return restAnswer(first);
    };
  },
};

export const changeDoors: readonly Door[] = [streamedChanges, watchedChanges];
