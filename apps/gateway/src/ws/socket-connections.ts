import type { BeforeApplicationShutdown, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { WebSocket } from 'ws';
import { GatewayUnavailable, ShuttingDown } from '#libs/contracts';
import { McpChannel, type McpServerFactory } from '#libs/mcp';
import type { GuardedSocket } from '#libs/permissions';
import { sourceOf } from '../http/call-source.js';
import { ClientConnection, type ConnectionServices } from './client-connection.js';

export type ClientSocket = WebSocket & GuardedSocket;

/** Every open socket, from its handshake to its end. */
export class SocketConnections implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly connections = new Map<ClientSocket, ClientConnection>();
  private watch: NodeJS.Timeout | undefined;
  private draining = false;

  constructor(
    private readonly factory: McpServerFactory,
    private readonly services: ConnectionServices,
  ) {}

  get size(): number {
    return this.connections.size;
  }

  /** Streams that run on all of them. */
  get openStreams(): number {
    let sum = 0;
    for (const { openStreams } of this.connections.values()) sum += openStreams;
    return sum;
  }

  /** @throws GatewayUnavailable when no further socket may be opened. */
  requireRoom(): void {
    if (this.draining) throw new ShuttingDown('Connect again.');
    if (this.size < this.services.limits.maxOpen) return;
    throw new GatewayUnavailable('Too many WebSockets are open.', {
      hint: 'Try again later; the operator sets WS_MAX_SOCKETS.',
    });
  }

  /** A socket that came past the guards, which must never happen, gets nothing. */
  open(socket: ClientSocket): void {
    const { logger } = this.services;
    const { handshake } = socket;
    if (!handshake?.principal) {
      logger.error('A socket was opened past the guards.');
      socket.terminate();
      return;
    }
    const { id: requestId, principal } = handshake;
    const source = sourceOf(handshake);
    const onError = (err: Error): void => logger.debug({ requestId, err }, 'MCP message refused');
    const connection = new ClientConnection(
      requestId,
      principal,
      socket,
      source,
      (wire) => new McpChannel(this.factory, { principal, door: 'ws', requestId, source }, wire, onError),
      this.services,
    );
    this.connections.set(socket, connection);
    logger.info({ requestId, principal: principal.id }, 'socket opened');
    const retire = (): void => connection.retire(principal.ends?.reason);
    if (principal.ends?.aborted) retire();
    principal.ends?.addEventListener('abort', retire);
    socket.once('close', (code: number) => {
      principal.ends?.removeEventListener('abort', retire);
      this.connections.delete(socket);
      connection.end();
      logger.info({ requestId, code, messages: connection.count }, 'socket closed');
    });
  }

  of(socket: ClientSocket): ClientConnection | undefined {
    return this.connections.get(socket);
  }

  /** Ends at once whatever is still open. */
  cut(): void {
    for (const connection of this.connections.values()) connection.cut();
  }

  onApplicationBootstrap(): void {
    this.watch = setInterval(() => {
      for (const connection of this.connections.values()) connection.watch();
    }, this.services.limits.pingMs);
    this.watch.unref();
  }

  /** Clients are told to come back, each as soon as its calls have ended. */
  beforeApplicationShutdown(): void {
    this.draining = true;
    for (const connection of this.connections.values()) connection.drain();
  }

  /** The HTTP server has closed, so no socket is left but those that are about to say so. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.watch);
    await Promise.all(Array.from(this.connections.keys(), closing));
  }
}

async function closing(socket: WebSocket): Promise<void> {
  await new Promise((resolve) => {
    socket.once('close', resolve);
  });
}
