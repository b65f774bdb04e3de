import { randomUUID } from 'node:crypto';
import type { JSONRPCMessage, JSONRPCResponse } from '@modelcontextprotocol/server';
import { cancelledIdOf } from './request-id.js';

/**
 * The ids of questions to a client. The SDK numbers them for each server object from 0 on, and a session has a server
 * object at each replica that serves it: on the wire an id says whose it is, so that its answer finds the way back.
 */
export class AskedIds {
  private readonly prefix = `${randomUUID()}/`;

  /** A message of the server object's as it is sent. */
  marked(message: JSONRPCMessage): JSONRPCMessage {
    if ('method' in message && 'id' in message) return { ...message, id: `${this.prefix}${message.id}` };
    const given = cancelledIdOf(message);
    if (given === undefined || !('params' in message)) return message;
    return { ...message, params: { ...message.params, requestId: `${this.prefix}${given}` } };
  }

  /** An answer as the server object knows it; undefined for one that answers a question of another's. */
  unmarked(answer: JSONRPCResponse): JSONRPCResponse | undefined {
    const { id } = answer;
    if (typeof id !== 'string' || !id.startsWith(this.prefix)) return undefined;
    return { ...answer, id: Number(id.slice(this.prefix.length)) };
  }
}
