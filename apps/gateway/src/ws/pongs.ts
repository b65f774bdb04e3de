import type { WebSocket } from 'ws';

/**
 * Answers pings one at a time: of those that come while an answer has not left, only the last is answered (RFC 6455, 5.5.3).
 * So a flood of them costs few answers, and one that reads none of them makes the gateway keep one.
 */
export class Pongs {
  private isLeaving = false;
  private waiting: Buffer | undefined;

  /** @param write sends what it is given, if anything may be sent, and that tells when it has left. */
  constructor(
    private readonly socket: Pick<WebSocket, 'pong'>,
    private readonly write: (out: (written: () => void) => void) => void,
  ) {}

  answer(data: Buffer): void {
    if (this.isLeaving) {
      this.waiting = data;
      return;
    }
    this.isLeaving = true;
    this.write((written) =>
      this.socket.pong(data, undefined, () => {
        written();
        this.next();
      }),
    );
  }

  private next(): void {
    const { waiting } = this;
    this.isLeaving = false;
    this.waiting = undefined;
    if (waiting) this.answer(waiting);
  }
}
