import {
  type CallObserver,
  type ChangeEvent,
  type ChangeFeed,
  type ChangeQuestion,
  GatewayUnavailable,
  type OdooGuard,
  type Principal,
  type StateSigner,
  toGatewayError,
} from '#libs/contracts';
import { catchError, defer, finalize, type MonoTypeOperatorFunction, type Observable, Subject, takeUntil } from 'rxjs';
import { openPosition } from './change-cursor.js';
import { ChangePoller, type PollSettings } from './change-poller.js';
import { ChangeReader } from './change-reader.js';
import { SharedQuestion } from './shared-question.js';

export interface ChangeFeedSettings extends PollSettings {
  readonly maxListeners: number;
  /** Different ones, at once. */
  readonly maxQuestions: number;
}

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
    private readonly observer: CallObserver,
    private readonly settings: ChangeFeedSettings,
  ) {}

  watch(question: ChangeQuestion): Observable<ChangeEvent> {
    return defer(() => {
      this.requireRoom();
      this.listeners += 1;
      return this.listen(question).pipe(finalize(() => (this.listeners -= 1)));
    }).pipe(takeUntil(this.ending), this.noted(question));
  }

  /** Nobody is left waiting: a listener comes back with its cursor. */
  endAll(): void {
    this.ending.next();
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
      const reader = new ChangeReader(this.guard.reader(principal, leaving.signal).odoo, question, this.signer);
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
      poller = new ChangePoller(model, this.guard.reader(principal, leaving.signal), this.settings, () => {
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
  private noted({ principal, door, requestId }: ChangeQuestion): MonoTypeOperatorFunction<ChangeEvent> {
    const { clocks } = this.settings;
    return (events) =>
      defer(() => {
        const started = clocks.monotonic();
        const call = { tool: 'changes', door, access: 'read', principal: principal.id, requestId } as const;
        let end: { outcome: string; layer?: string; rule?: string; cause?: unknown } = { outcome: 'ok' };
        return events.pipe(
          catchError((thrown: unknown) => {
            const { code: outcome, layer, rule, cause } = toGatewayError(thrown);
            end = { outcome, layer, ...(rule !== undefined && { rule }), cause };
            throw toGatewayError(thrown);
          }),
          finalize(() => this.observer.callEnded({ ...call, ...end, durationMs: clocks.monotonic() - started })),
        );
      });
  }
}

/** All that what a principal may see hangs on, as one text for all who see the same. */
function sightOf({ mode, rules, ownRules, odoo }: Principal): readonly unknown[] {
  return [mode, rules, ownRules ?? null, odoo];
}

function tooMany(what: string, setting: string): GatewayUnavailable {
  return new GatewayUnavailable(`Too many ${what} listened to.`, {
    hint: `Try again later; the operator sets ${setting}.`,
  });
}
