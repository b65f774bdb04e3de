import { type ChangeEvent, RateLimited } from '#libs/contracts';
import {
  concatMap,
  defer,
  finalize,
  from,
  map,
  type MonoTypeOperatorFunction,
  type Observable,
  type ObservableInput,
  of,
  ReplaySubject,
  retry,
  share,
  switchMap,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { behind, type Change, type Position } from './change.js';
import { ChangeListening, type Missed } from './change-listening.js';
import { type ChangePoller, isPassing, pauseMs, type PollSettings, type Tick } from './change-poller.js';
import type { Answer, ChangeReader } from './change-reader.js';
import type { Look } from './model-changes.js';

interface Page {
  readonly changes: readonly Change[];
  readonly before: Position;
  readonly after: Position;
}

/** Records that are read at once, and events that come without a pause between them. */
const PAGE_RECORDS = 200;

/** Looks that may wait to be read; Odoo is too slow for a question that falls further behind. */
const MAX_BEHIND = 30;

/** One question, read once however many ask it. */
export class SharedQuestion {
  /** The last answer first. */
  private readonly answers: Observable<Answer | 'waiting'>;
  private poller: ChangePoller | undefined;

  /** @param ended is told when nobody listens any more. */
  constructor(
    private readonly model: string,
    private readonly reader: ChangeReader,
    findPoller: () => ChangePoller,
    private readonly settings: PollSettings,
    ended: () => void,
  ) {
    this.answers = defer(() => reader.check()).pipe(
      switchMap(() => {
        this.poller = findPoller();
        return this.answersTo(this.poller.ticks);
      }),
      finalize(ended),
      share({ connector: () => new ReplaySubject<Answer | 'waiting'>(1) }),
    );
  }

  /**
   * @param resume where a listener was before; `lost` where that cannot be known.
   * @param taken resolves when it has taken what it was told.
   */
  listen(resume?: Position | 'lost', taken?: () => Promise<void>): Observable<ChangeEvent> {
    return defer(() => {
      const missed: Missed | undefined = resume && ((now) => this.missed(resume, now, taken));
      const listening = new ChangeListening(this.model, (position) => this.reader.cursorAt(position), missed);
      return this.answers.pipe(concatMap((answer) => listening.hear(answer)));
    });
  }

  /** The first look that is seen here is where this question begins: what it found was told to others. */
  private answersTo(ticks: Observable<Tick>): Observable<Answer | 'waiting'> {
    let begun = false;
    return ticks.pipe(
      tap(() => this.reader.forget()),
      inTurn((tick): Observable<Answer | 'waiting'> => {
        if (tick === 'waiting') return of(tick);
        if (begun) return this.tell(tick);
        begun = true;
        return of({ told: [], after: tick.after, deletions: tick.deletions });
      }),
    );
  }

  /** What a listener was not told meanwhile; undefined where nobody knows any more. */
  private missed(resume: Position | 'lost', now: Answer, taken?: () => Promise<void>): Observable<Answer | undefined> {
    if (resume === 'lost') return of(undefined);
    const found = defer(async () => this.poller?.since(resume)).pipe(this.untilOdooIsBack());
    return found.pipe(
      switchMap((changes) => (changes ? this.tell({ ...now, changes, before: resume }, taken) : of(undefined))),
    );
  }

  /** Page by page. Between two of them those who write to listeners get a turn. */
  private tell(look: Look, turn: () => ObservableInput<unknown> = () => timer(0)): Observable<Answer> {
    return from(pagesOf(look)).pipe(
      concatMap((page, index) => {
        const read = defer(() => this.reader.read(page.changes, page.before)).pipe(this.untilOdooIsBack());
        const answer = read.pipe(map((told) => ({ told, after: page.after, deletions: look.deletions })));
        return index === 0 ? answer : defer(turn).pipe(switchMap(() => answer));
      }),
    );
  }

  private untilOdooIsBack<T>(): MonoTypeOperatorFunction<T> {
    const { pollMs, random } = this.settings;
    return retry({
      delay: (error: unknown, failures) =>
        isPassing(error) ? timer(pauseMs(pollMs, failures, random)) : throwError(() => error),
    });
  }
}

/** One after the other, as long as they do not pile up. */
function inTurn<T, R>(project: (value: T) => Observable<R>) {
  return (source: Observable<T>): Observable<R> =>
    defer(() => {
      let waiting = 0;
      return source.pipe(
        tap(() => {
          waiting += 1;
          if (waiting > MAX_BEHIND) throw tooSlow();
        }),
        concatMap((value) => project(value).pipe(finalize(() => (waiting -= 1)))),
      );
    });
}

function tooSlow(): RateLimited {
  return new RateLimited('Odoo reads the records that change more slowly than they change.', {
    hint: 'Ask for fewer fields or a narrower domain, or for ids alone.',
  });
}

/** At least one, so that listeners get on. */
function* pagesOf({ changes, before, after }: Look): Generator<Page> {
  let from = before;
  let at = 0;
  do {
    const page = changes.slice(at, at + PAGE_RECORDS);
    at += PAGE_RECORDS;
    const to = page.reduce(behind, from);
    yield { changes: page, before: from, after: at < changes.length ? to : after };
    from = to;
  } while (at < changes.length);
}
