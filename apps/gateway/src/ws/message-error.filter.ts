import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import { REFUSAL_OBSERVER, type RefusalObserver } from '#libs/contracts';
import { explain } from '../filters/error-answer.js';
import { sourceOf } from '../http/call-source.js';
import type { Frame } from './frame.js';
import { type ClientSocket, SocketConnections } from './socket-connections.js';

/** The one place where the refusal of a message becomes its answer. */
@Catch()
export class MessageErrorFilter implements ExceptionFilter {
  constructor(
    private readonly connections: SocketConnections,
    @Inject(REFUSAL_OBSERVER) private readonly observer: RefusalObserver,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const messages = host.switchToWs();
    const socket = messages.getClient<ClientSocket>();
    const error = explain(thrown);
    const { handshake } = socket;
    if (handshake) {
      const origin = { door: 'ws', requestId: handshake.id, ...sourceOf(handshake) } as const;
      this.observer.requestRefused(error, { principal: handshake.principal?.id, origin });
    }
    this.connections.of(socket)?.refuse(messages.getData<Frame>(), error);
  }
}
