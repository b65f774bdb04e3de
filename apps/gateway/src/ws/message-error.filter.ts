import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Frame } from './frame.js';
import { type ClientSocket, SocketConnections } from './socket-connections.js';

/** The one place where the refusal of a message becomes its answer. */
@Catch()
export class MessageErrorFilter implements ExceptionFilter {
  constructor(private readonly connections: SocketConnections) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const messages = host.switchToWs();
    this.connections.of(messages.getClient<ClientSocket>())?.refuse(messages.getData<Frame>(), thrown);
  }
}
