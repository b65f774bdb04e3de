import { UseFilters } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayConnection,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';
import type { Principal } from '#libs/contracts';
import { CurrentPrincipal, RequiresAccess } from '#libs/permissions';
import type { Frame } from './frame.js';
import { SOCKET_PATH } from './handshakes.js';
import { MessageErrorFilter } from './message-error.filter.js';
import { FRAME } from './socket.adapter.js';
import { type ClientSocket, SocketConnections } from './socket-connections.js';

/** The door for messages over WebSockets: of MCP in both eras, and the seed's own. The guards judge each of them. */
@WebSocketGateway({ path: SOCKET_PATH })
@UseFilters(MessageErrorFilter)
export class McpGateway implements OnGatewayConnection {
  constructor(private readonly connections: SocketConnections) {}

  handleConnection(socket: ClientSocket): void {
    this.connections.open(socket);
  }

  @SubscribeMessage(FRAME)
  @RequiresAccess('per-tool')
  async onFrame(
    @ConnectedSocket() socket: ClientSocket,
    @MessageBody() frame: Frame,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    await this.connections.of(socket)?.receive(frame, principal);
  }
}
