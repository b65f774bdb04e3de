import type { CallEnd, Deadline } from '#libs/contracts';
import type { Dispatcher } from 'undici';

/** An answer of which all has come. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly bytes: Buffer;
}

/**
 * One sending of a request, as undici's dispatcher wants to be told of it: what ends it, whether Odoo may have seen it, and
 * its answer. Who has it ends it. There is no stream between them, and no function literal: see docs/adr/0037.
 */
export class Sending implements Dispatcher.DispatchHandler {
  /** Whether it was written to a socket that is open to Odoo. */
  sent = false;
  /** Whether its caller left, its deadline passed, or Odoo took too long. */
  stopped = false;
  /** Whether Odoo took longer than it may. */
  tookTooLong = false;
  private readonly timer: NodeJS.Timeout;
  private readonly signals: readonly AbortSignal[];
  private controller: Dispatcher.DispatchController | undefined;
  private status = 0;
  private headers: WholeAnswer['headers'] = {};
  private readonly chunks: Buffer[] = [];
  private readonly ended = Promise.withResolvers<WholeAnswer>();
  // Bound, as docs/adr/0037 says.
  private readonly whenAborted = this.stop.bind(this);

  /** @param limitMs how long Odoo may take, whoever waits. */
  constructor(
    private readonly call: CallEnd,
    limitMs: number,
  ) {
    this.timer = setTimeout(takesTooLong, limitMs, this);
    this.signals = [call.signal, call.deadline?.signal].filter((signal) => signal !== undefined);
    for (const signal of this.signals) {
      if (signal.aborted) this.stop();
      else signal.addEventListener('abort', this.whenAborted);
    }
  }

  /** @throws what undici fails with, or an error where it was stopped. */
  get answer(): Promise<WholeAnswer> {
    return this.ended.promise;
  }

  /** The deadline of its caller, where that has ended it before Odoo took too long. */
  get passed(): Deadline | undefined {
    const { deadline } = this.call;
    return deadline?.signal.aborted && !this.tookTooLong ? deadline : undefined;
  }

  end(): void {
    clearTimeout(this.timer);
    for (const signal of this.signals) signal.removeEventListener('abort', this.whenAborted);
  }

  /** Its time is over. */
  takesTooLong(): void {
    this.tookTooLong = true;
    this.stop();
  }

  private stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    const reason = new Error('It is not waited for any more.');
    // Without a socket undici would let it wait for one.
    if (this.sent) this.controller?.abort(reason);
    else this.ended.reject(reason);
  }

  /** It is about to be written. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.stopped) controller.abort(new Error('It was stopped before.'));
    else this.sent = true;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: WholeAnswer['headers']): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    const { status, headers, chunks } = this;
    const [first] = chunks;
    this.ended.resolve({ status, headers, bytes: first && chunks.length === 1 ? first : Buffer.concat(chunks) });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.ended.reject(error);
  }
}

function takesTooLong(sending: Sending): void {
  sending.takesTooLong();
}
