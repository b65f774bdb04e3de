import { Cancelled, type ChangeGate, type KeyedPlace, type Operation } from '#libs/contracts';

/** Marks that an operation is about to be sent. @throws GatewayError where it must not be. */
export type MarkSending = (attempt: KeyedAttempt, operation: Operation) => Promise<void>;

/** What a keyed call is made with, besides its place. */
export interface AttemptOptions {
  readonly place: KeyedPlace;
  /** Names what the caller may do: an answer is given again only to who may do the same. */
  readonly rights: string;
  readonly replayed?: (() => void) | undefined;
}

/**
 * One attempt to make a keyed call: what it has come to at Odoo. A caller who leaves ends it only until something was
 * sent; from then on it goes on to its end, so that its answer is there for whoever repeats the call.
 */
export class KeyedAttempt implements ChangeGate {
  /** What the call is ended by. */
  readonly signal: AbortSignal;
  /** Operations that were sent and answered well. */
  answered = 0;
  /** What is known of the last one that was about to be sent; see `sentNote`. */
  note = '';
  /** What those that were sent and not answered well have failed with. */
  readonly failures: unknown[] = [];
  private hasSent = false;
  private readonly leaving = new AbortController();
  // Bound, as docs/adr/0037 says.
  private readonly leave = this.giveUp.bind(this);

  constructor(
    readonly options: AttemptOptions,
    private readonly caller: AbortSignal | undefined,
    private readonly mark: MarkSending,
  ) {
    this.signal = this.leaving.signal;
    if (caller?.aborted) this.leave();
    else caller?.addEventListener('abort', this.leave, { once: true });
  }

  get place(): KeyedPlace {
    return this.options.place;
  }

  /** Whether anything was sent that may have changed something. */
  get sent(): boolean {
    return this.hasSent;
  }

  async pass<Result>(operation: Operation, send: () => Promise<Result>): Promise<Result> {
    await this.mark(this, operation);
    if (this.signal.aborted) throw new Cancelled();
    this.hasSent = true;
    try {
      const result = await send();
      this.answered += 1;
      return result;
    } catch (error) {
      this.failures.push(error);
      throw error;
    }
  }

  /** The work, for as long as its caller waits for it. @throws Cancelled when the caller leaves. */
  async awaited<Result>(work: Promise<Result>): Promise<Result> {
    const { caller } = this;
    if (!caller) return work;
    let leave = (): void => undefined;
    const left = new Promise<never>((_resolve, reject) => {
      leave = () => reject(new Cancelled());
      if (caller.aborted) leave();
      else caller.addEventListener('abort', leave);
    });
    try {
      return await Promise.race([work, left]);
    } finally {
      caller.removeEventListener('abort', leave);
    }
  }

  private giveUp(): void {
    if (!this.hasSent) this.leaving.abort();
  }
}
