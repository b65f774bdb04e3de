import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { WebSocketServer } from 'ws';
import type { GuardedRequest } from '#libs/permissions';

export const SOCKET_PATH = '/mcp/ws';

/** 16 bytes in base64. */
const NONCE = /^[+/0-9A-Za-z]{22}==$/;

interface Upgrade {
  readonly socket: Socket;
  /** What the client has sent already behind its request. */
  readonly head: Buffer;
  readonly response: ServerResponse;
}

/**
 * Whether a request is taken out of HTTP at all; any other that wants an upgrade is served as if it did not. Of the
 * versions only the standard's own: the drafts before it name a page in another header than Origin, which is checked.
 */
export function isHandshake({ method, url, headers }: IncomingMessage): boolean {
  const { upgrade, 'sec-websocket-version': version, 'sec-websocket-key': nonce = '' } = headers;
  if (method !== 'GET' || url?.split('?', 1)[0] !== SOCKET_PATH) return false;
  return upgrade?.toLowerCase() === 'websocket' && version === '13' && NONCE.test(nonce);
}

/**
 * Requests that want to become a WebSocket. Each is sent through the routes like any other request, so that the same
 * hooks, guards and filters judge it, and is one only once its route says so.
 */
@Injectable()
export class Handshakes {
  private readonly upgrades = new WeakMap<IncomingMessage, Upgrade>();
  private sockets: WebSocketServer | undefined;

  /** @throws when a second server would get the same requests. */
  listen(http: Server, sockets: WebSocketServer): void {
    if (this.sockets) throw new Error(`There is one gateway for WebSockets, at ${SOCKET_PATH}.`);
    this.sockets = sockets;
    http.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      // From here on Node leaves the socket to us.
      socket.on('error', () => socket.destroy());
      const response = new ServerResponse(request);
      response.shouldKeepAlive = false;
      response.assignSocket(socket);
      response.once('finish', () => socket.destroySoon());
      this.upgrades.set(request, { socket, head, response });
      http.emit('request', request, response);
    });
  }

  isOne({ raw }: FastifyRequest): boolean {
    return this.upgrades.has(raw);
  }

  /** Opens the socket. What the guards have judged goes with it, for they judge it again at every message. */
  accept(request: FastifyRequest & GuardedRequest): void {
    const { sockets } = this;
    const { raw, id, ip, headers, principal } = request;
    const upgrade = this.upgrades.get(raw);
    if (!sockets || !upgrade) throw new Error('This request is no handshake.');
    const { socket, head, response } = upgrade;
    response.detachSocket(socket);
    const { remoteAddress } = socket;
    const handshake: GuardedRequest = {
      id,
      ip,
      headers,
      raw: { socket: { remoteAddress } },
      ...(principal && { principal }),
    };
    const nameRequest = (answer: string[]): void => void answer.push(`X-Request-Id: ${id}`);
    sockets.once('headers', nameRequest);
    sockets.handleUpgrade(raw, socket, head, (client) => {
      sockets.emit('connection', Object.assign(client, { handshake }), raw);
    });
    sockets.off('headers', nameRequest);
  }
}
