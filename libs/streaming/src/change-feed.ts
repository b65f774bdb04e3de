import {
  type CallBudget,
  type CallObserver,
  type ChangeEvent,
  type ChangeFeed,
  type ChangeQuestion,
  type GatewayError,
  GatewayUnavailable,
  type OdooGuard,
  type Principal,
  type StateSigner,
  toGatewayError,
} from '#libs/contracts';
import {
  catchError,
  concatMap,
  defer,
  finalize,
  merge,
  type MonoTypeOperatorFunction,
  NEVER,
  type Observable,
  Subject,
  takeUntil,
  timer,
} from 'rxjs';
import { openPosition } from './change-cursor.js';
import { ChangePoller, type PollSettings } from './change-poller.js';
import { ChangeReader } from './change-reader.js';
import { SharedQuestion } from './shared-question.js';
import { whilePrincipal } from './while-principal.js';

/** What a timer of Node takes; one that is longer ends at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface ChangeFeedSettings extends PollSettings {
  readonly maxListeners: number;
  /** Different ones, at once. */
  readonly maxQuestions: number;
}

/** Points that it costs of what its caller may do in a window, besides the request: Odoo is asked for as long as it lasts. */
const LISTENING_WEIGHT = 1;

/**
 * Changes of records, found by looking at when they were written. However many listen, a model is looked at once for
 * all whose rights are the same, and the records are read once for all who ask the same of them. Everything is read
 * through the guarded port.
 */
export class PollingChangeFeed implements ChangeFeed {
  private readonly pollers = new Map<string, ChangePoller>();
  private readonly questions = new Map<string, SharedQuestion>();
  private readonly ending = new Subject<void>();
  private listeners = 0;

  constructor(
    private readonly guard: OdooGuard,
    private readonly signer: StateSigner,
    private readonly budget: CallBudget,
    private readonly observer: CallObserver,
    private readonly settings: ChangeFeedSettings,
  ) {}

  get listening(): number {
    return this.listeners;
  }

  watch(question: ChangeQuestion): Observable<ChangeEvent> {
    return defer(() => this.budget.charge(question.principal, LISTENING_WEIGHT)).pipe(
      concatMap(() => this.enter(question)),
      whilePrincipal(question.principal),
      takeUntil(merge(this.ending, this.endOf(question.principal))),
      this.noted(question),
    );
  }

  /** Nobody is left waiting: a listener comes back with its cursor. */
  endAll(): void {
    this.ending.next();
  }

  /** When the token of a listener ends, nothing more is told by it: the next one goes on with the cursor. */
  private endOf({ endsAt }: Principal): Observable<unknown> {
    if (endsAt === undefined) return NEVER;
    return timer(Math.min(Math.max(0, endsAt - this.settings.clocks.wall()), LONGEST_TIMER_MS));
  }

  private enter(question: ChangeQuestion): Observable<ChangeEvent> {
    this.requireRoom();
    this.listeners += 1;
    return this.listen(question).pipe(finalize(() => (this.listeners -= 1)));
  }

  private listen(question: ChangeQuestion): Observable<ChangeEvent> {
    const { resume, taken } = question;
    const position = resume === undefined ? undefined : (openPosition(this.signer, question, resume) ?? 'lost');
    return this.shared(question).listen(position, taken);
  }

  private shared(question: ChangeQuestion): SharedQuestion {
    const { model, domain, fields, principal } = question;
    const key = JSON.stringify([principal.id, ...sightOf(principal), model, domain ?? null, fields ?? null]);
    let shared = this.questions.get(key);
    if (!shared) {
      if (this.questions.size >= this.settings.maxQuestions) throw tooMany('questions are', 'CHANGES_MAX_QUESTIONS');
      const leaving = new AbortController();
      const ended = (): void => {
        leaving.abort();
        this.questions.delete(key);
      };
      const reader = new ChangeReader(this.guard.reader(principal, leaving).odoo, question, this.signer);
      shared = new SharedQuestion(model, reader, () => this.poller(question), this.settings, ended);
      this.questions.set(key, shared);
    }
    return shared;
  }

  /** Shared by all who may see the same. */
  private poller({ model, principal }: ChangeQuestion): ChangePoller {
    const key = JSON.stringify([...sightOf(principal), model]);
    let poller = this.pollers.get(key);
    if (!poller) {
      const leaving = new AbortController();
      poller = new ChangePoller(model, this.guard.reader(principal, leaving), this.settings, () => {
        leaving.abort();
        this.pollers.delete(key);
      });
      this.pollers.set(key, poller);
    }
    return poller;
  }

  private requireRoom(): void {
    if (this.listeners >= this.settings.maxListeners) throw tooMany('listeners are', 'CHANGES_MAX_LISTENERS');
  }

  /** One line in the log for each listener, when it has ended. */
  private noted(question: ChangeQuestion): MonoTypeOperatorFunction<ChangeEvent> {
    const { principal, door, requestId } = question;
    const { clocks } = this.settings;
    return (events) =>
      defer(() => {
        const started = clocks.monotonic();
        const call = { tool: 'changes', door, access: 'read', principal: principal.id, requestId } as const;
        let end: { outcome: string; layer?: string; rule?: string; cause?: unknown } = { outcome: 'ok' };
        let failure: GatewayError | undefined;
        return events.pipe(
          catchError((thrown: unknown) => {
            failure = toGatewayError(thrown);
            const { code: outcome, layer, rule, cause } = failure;
            end = { outcome, layer, ...(rule !== undefined && { rule }), cause };
            throw failure;
          }),
          finalize(() => {
            const record = { ...call, ...end, durationMs: clocks.monotonic() - started };
            this.observer.callEnded(record, failure && { error: failure, origin: question });
          }),
        );
      });
  }
}

/** All that what a principal may see hangs on, as one text for all who see the same. */
function sightOf({ mode, scopes, rules, ownRules, odoo }: Principal): readonly unknown[] {
  return [mode, scopes ?? null, rules, ownRules ?? null, odoo];
}

function tooMany(what: string, setting: string): GatewayUnavailable {
  return new GatewayUnavailable(`Too many ${what} listened to.`, {
    hint: `Try again later; the operator sets ${setting}.`,
  });
}
