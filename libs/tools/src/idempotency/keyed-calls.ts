import {
  AuditUnavailable,
  Cancelled,
  Forbidden,
  type GatewayError,
  GatewayUnavailable,
  IdempotencyInProgress,
  IdempotencyKeyReused,
  type IdempotencyRecords,
  type IdempotencySettings,
  IdempotencyUnavailable,
  InvalidArguments,
  type KeyedStanding,
  NotFound,
  OdooRejected,
  OdooUnavailable,
  type Operation,
  OutcomeUnknown,
  type Principal,
  RateLimited,
  type StateSigner,
  type ToolCall,
  type ToolOutcome,
} from '#libs/contracts';
import { outcomeNote, readAnswer, refusalNote } from './kept-answer.js';
import { KeyedAttempt } from './keyed-attempt.js';
import { lostBefore, lostNote, sentNote } from './sent-operation.js';

/** What keyed calls need of the process. */
export interface KeyedCallsHost {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly randomId: () => string;
  /** Told of an outcome that could not be noted: a repeated call is then told that it is unknown. */
  readonly unnoted: (error: unknown) => void;
}

const PURPOSE = 'idempotency';
const RENEWALS_PER_LEASE = 3;

/** Calls that have one effect in Odoo and one answer, however often they are sent with the same key. */
export class KeyedCalls {
  constructor(
    private readonly records: IdempotencyRecords,
    private readonly signer: Pick<StateSigner, 'digest'>,
    private readonly settings: IdempotencySettings,
    private readonly host: KeyedCallsHost,
  ) {}

  /** @param args validated. */
  attempt({ tool, principal, signal, replayed }: ToolCall, key: string, args: unknown): KeyedAttempt {
    const { id, odoo } = principal;
    const place = {
      place: this.signer.digest(`${PURPOSE} place`, [id, odoo, tool, key]),
      owner: this.host.randomId(),
      digest: this.signer.digest(`${PURPOSE} arguments`, args),
    };
    const rights = this.signer.digest(`${PURPOSE} rights`, rightsOf(principal));
    return new KeyedAttempt({ place, rights, replayed }, signal, this.mark);
  }

  /**
   * The outcome of the first call with the same key, by running it where this is the first.
   * @param run is to work by the attempt's signal and gate.
   * @throws what ends the call, or has ended the first one; IdempotencyInProgress, IdempotencyKeyReused,
   *   IdempotencyUnavailable.
   */
  async once(attempt: KeyedAttempt, run: () => Promise<ToolOutcome>): Promise<ToolOutcome> {
    const standing = await this.begin(attempt);
    switch (standing.state) {
      case 'begun':
        return attempt.awaited(this.carryOut(attempt, run));
      case 'kept':
        return this.again(attempt, standing.note);
      case 'unknown':
        attempt.options.replayed?.();
        throw lostBefore(standing.note);
      case 'other':
        throw new IdempotencyKeyReused();
      default:
        return standing satisfies never;
    }
  }

  private async begin({ place, signal }: KeyedAttempt): Promise<Exclude<KeyedStanding, { state: 'running' }>> {
    let patience: AbortSignal | undefined;
    for (;;) {
      if (signal.aborted) throw new Cancelled();
      const standing = await this.records.begin(place);
      if (standing.state !== 'running') return standing;
      patience ??= AbortSignal.any([signal, AbortSignal.timeout(this.settings.waitMs)]);
      if (patience.aborted) throw signal.aborted ? new Cancelled() : new IdempotencyInProgress();
      await this.records.change(place.place, patience);
    }
  }

  /** Goes on when its caller has left, once something was sent. */
  private async carryOut(attempt: KeyedAttempt, run: () => Promise<ToolOutcome>): Promise<ToolOutcome> {
    const renewing = setInterval(() => {
      // What a lease is for: where it cannot be renewed, it ends.
      this.records.renew(attempt.place).catch(() => undefined);
    }, this.settings.leaseMs / RENEWALS_PER_LEASE);
    try {
      const outcome = await run();
      await this.noted(() => this.keepOutcome(attempt, outcome));
      return outcome;
    } catch (error) {
      await this.noted(() => this.keepFailure(attempt, error));
      throw error;
    } finally {
      clearInterval(renewing);
    }
  }

  private readonly mark = async (attempt: KeyedAttempt, operation: Operation): Promise<void> => {
    const note = sentNote(operation, new Date(this.host.now()).toISOString());
    attempt.note = note;
    if (await this.records.sending(attempt.place, note)) return;
    throw new IdempotencyUnavailable('The call was not begun in time, and another one may have taken its place.');
  };

  private keepOutcome({ place, options, sent }: KeyedAttempt, outcome: ToolOutcome): Promise<void> {
    if (!sent) return this.records.free(place);
    return this.records.keep(place, outcomeNote(options.rights, outcome, this.settings.maxAnswerBytes));
  }

  private keepFailure(attempt: KeyedAttempt, error: unknown): Promise<void> {
    const { place, options, sent, answered, failures, note } = attempt;
    if (!sent || (answered === 0 && failures.every(isUndone))) return this.records.free(place);
    if (answered === 0 && failures.every((failure) => isUndone(failure) || isRefusal(failure))) {
      return this.records.keep(place, refusalNote(options.rights, error as GatewayError));
    }
    return this.records.unknown(place, error instanceof OutcomeUnknown ? lostNote(note, error) : note);
  }

  /** The call has its answer, whether it can be noted or not. */
  private async noted(note: () => Promise<void>): Promise<void> {
    try {
      await note();
    } catch (error) {
      this.host.unnoted(error);
    }
  }

  private again({ options }: KeyedAttempt, note: string): ToolOutcome {
    options.replayed?.();
    const outcome = readAnswer(note, options.rights);
    if (outcome) return outcome;
    throw new Forbidden('What this caller may do has changed since a call with this idempotency key was answered.', {
      layer: 'key',
      rule: 'idempotency-rights',
      hint: 'The call was made, and is not sent again. Read the records that it was about.',
    });
  }
}

/** What decides what a caller is let do and see. Its rate is none of it. */
function rightsOf({ mode, scopes, rules, ownRules, maxRows }: Principal): unknown {
  return { mode, scopes: scopes?.toSorted(), rules, ownRules, maxRows };
}

/** Whether it is certain that Odoo did nothing, and another attempt may do better. */
function isUndone(failure: unknown): boolean {
  return [OdooUnavailable, RateLimited, GatewayUnavailable, AuditUnavailable].some((kind) => failure instanceof kind);
}

/** Whether Odoo has said no: it did nothing, and the same call would be refused again. */
function isRefusal(failure: unknown): boolean {
  return [OdooRejected, Forbidden, NotFound, InvalidArguments].some((kind) => failure instanceof kind);
}
