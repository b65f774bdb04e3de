import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { UpgradeRequired } from '#libs/contracts';
import { type GuardedRequest, RequiresAccess } from '#libs/permissions';
import { ApiExcludeController } from '../http/described.js';
import { Handshakes, SOCKET_PATH } from './handshakes.js';
import { SocketConnections } from './socket-connections.js';

/** Where WebSockets are opened: behind the guards of every route. */
@ApiExcludeController()
@Controller(SOCKET_PATH)
export class HandshakeController {
  constructor(
    private readonly handshakes: Handshakes,
    private readonly connections: SocketConnections,
  ) {}

  @Get()
  @RequiresAccess('per-tool')
  open(@Req() request: FastifyRequest & GuardedRequest, @Res() reply: FastifyReply): void {
    if (!this.handshakes.isOne(request)) {
      reply.header('upgrade', 'websocket');
      throw new UpgradeRequired('Only WebSockets are served here.', { hint: 'Connect with a WebSocket client.' });
    }
    this.connections.requireRoom();
    reply.hijack();
    this.handshakes.accept(request);
  }
}
