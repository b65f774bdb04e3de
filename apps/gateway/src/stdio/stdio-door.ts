import type { Readable, Writable } from 'node:stream';
import { Subject } from 'rxjs';
import { type CallBudget, PayloadTooLarge, type Principal, RateLimited, type RefusalObserver } from '#libs/contracts';
import { McpChannel, type McpServerFactory } from '#libs/mcp';
import type { Logger } from '#libs/observability';
import { explain, rpcError } from '../filters/error-answer.js';
import type { JsonParser } from '../http/json-body.js';
import { envelopeOf } from '../http/seed-call.js';
import { readFrame, wantsAnswer } from '../ws/frame.js';
import { type Line, readLines } from './read-lines.js';

/** Names the one connection in logs; its calls are numbered behind it. */
const CONNECTION = 'stdio';

export interface StdioStreams {
  readonly input: Readable;
  readonly output: Writable;
}

export interface StdioLimits {
  readonly maxBodyBytes: number;
  /** In flight. */
  readonly maxCalls: number;
  /** Of answers that wait to be read. */
  readonly maxWaitingBytes: number;
  /** For calls that are in flight when the client goes. */
  readonly graceMs: number;
}

export interface StdioServices {
  readonly budget: CallBudget;
  readonly observer: RefusalObserver;
  readonly parse: JsonParser;
  readonly limits: StdioLimits;
  /** Refusals name the rule that refused. */
  readonly debug: boolean;
  readonly logger: Logger;
}

/**
 * The door for a host that has started this process: the protocol of both eras, one message a line, for one caller.
 * Messages are judged like those of any other door.
 */
export class StdioDoor {
  private readonly channel: McpChannel;
  /** Emits whenever something that was written has left. */
  private readonly freed = new Subject<void>();
  private messages = 0;
  private leaving = false;
  private answered: (() => void) | undefined;

  constructor(
    factory: McpServerFactory,
    private readonly principal: Principal,
    private readonly streams: StdioStreams,
    private readonly services: StdioServices,
  ) {
    const { output } = streams;
    const { limits, logger } = services;
    this.channel = new McpChannel(
      factory,
      { principal, door: 'stdio', requestId: CONNECTION },
      {
        free: () => output.writableLength < limits.maxWaitingBytes,
        freed: this.freed,
        send: (message) => this.send(message),
        close: () => this.leave(),
      },
      (err) => logger.debug({ err }, 'MCP message refused'),
    );
    // Who started this process may be gone before it has been answered.
    output.on('error', () => this.gone());
    principal.ends?.addEventListener('abort', () => this.leave());
    if (principal.ends?.aborted) this.leave();
  }

  /** Takes messages until there are no more, or until leave(); resolves when what is in flight then has ended. */
  async serve(): Promise<void> {
    try {
      for await (const line of readLines(this.streams.input, this.services.limits.maxBodyBytes)) {
        await this.receive(line);
        if (this.leaving) break;
      }
    } catch (err) {
      // Leaving ends the input too.
      if (!this.leaving) this.services.logger.debug({ err }, 'standard input failed');
    }
    await this.drain();
    this.channel.end();
  }

  /** Takes no more messages. */
  leave(): void {
    if (this.leaving) return;
    this.leaving = true;
    this.streams.input.destroy();
  }

  private async receive(line: Line): Promise<void> {
    if (line?.trim() === '') return;
    const requestId = `${CONNECTION}.${++this.messages}`;
    const frame = line === undefined ? undefined : readFrame(line, this.services.parse);
    if (frame?.kind === 'malformed') return this.channel.refuseMalformed();
    const message = frame?.kind === 'json' ? frame.value : undefined;
    try {
      if (frame?.kind === 'refused') throw frame.error;
      if (frame === undefined) throw tooLong();
      await this.services.budget.charge(this.principal, 1);
      if (wantsAnswer(message)) this.requireRoom();
      this.channel.receive(message, requestId);
    } catch (thrown) {
      this.refuse(message, thrown, requestId);
    }
  }

  private refuse(message: unknown, thrown: unknown, requestId: string): void {
    const { observer, logger, debug } = this.services;
    const error = explain(thrown);
    observer.requestRefused(error, { principal: this.principal.id, origin: { door: 'stdio', requestId } });
    logger.debug({ requestId, code: error.code, layer: error.layer, rule: error.rule }, 'message refused');
    if (wantsAnswer(message)) this.send(rpcError(error, { ...envelopeOf(message), jsonrpc: true }, debug));
  }

  private requireRoom(): void {
    if (this.channel.calls < this.services.limits.maxCalls) return;
    throw new RateLimited('Too many calls are in flight.', {
      hint: 'Wait for answers; the operator sets WS_MAX_CALLS.',
    });
  }

  private send(message: unknown): void {
    this.streams.output.write(`${JSON.stringify(message)}\n`, () => this.freed.next());
    if (this.channel.calls === 0) this.answered?.();
  }

  /** Nobody is left to be answered. */
  private gone(): void {
    this.leave();
    this.answered?.();
  }

  /** Waits for what is in flight, and no longer than a shutdown may take. */
  private async drain(): Promise<void> {
    this.leaving = true;
    this.channel.endListening();
    if (this.channel.calls === 0 || this.streams.output.destroyed) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.answered = resolve;
    const cut = setTimeout(resolve, this.services.limits.graceMs);
    await promise;
    clearTimeout(cut);
  }
}

function tooLong(): PayloadTooLarge {
  return new PayloadTooLarge('The message is too large.', { hint: 'The operator sets MAX_BODY_BYTES.' });
}
