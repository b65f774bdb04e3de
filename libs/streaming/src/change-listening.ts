import type { ChangeEvent } from '#libs/contracts';
import { concat, concatMap, defer, EMPTY, from, type Observable, of } from 'rxjs';
import { keyOf, type Position } from './change.js';
import type { Answer } from './change-reader.js';

/** Finds what a listener was not told before it came back; undefined where nobody knows any more. */
export type Missed = (now: Answer) => Observable<Answer | undefined>;

/** A listener who has nothing to hear gets a younger cursor this often, in seconds. */
const YOUNG_CURSOR_SECONDS = 60;

/** What one listener hears of the answers that it shares with others. */
export class ChangeListening {
  private opened = false;
  /** What it was told last of how things are: whether deletions are noticed, or that Odoo is away. */
  private state: boolean | 'waiting' | undefined;
  /** When its last cursor was made. */
  private cursorWall = 0;
  /** What it was told of what it had missed, and may meet again. */
  private readonly replayed = new Set<string>();

  constructor(
    private readonly model: string,
    private readonly cursorAt: (position: Position) => string,
    private readonly missed?: Missed,
  ) {}

  /** The first answer is where it comes in: what that tells was told to others. */
  hear(answer: Answer | 'waiting'): Observable<ChangeEvent> {
    if (answer === 'waiting') return this.wait();
    if (this.opened) return from(this.eventsOf(answer));
    this.opened = true;
    const missed = this.missedUntil(answer)?.pipe(concatMap((found) => this.replay(found, answer)));
    const ready = defer(() => this.eventsOf({ ...answer, told: [] }));
    return missed ? concat(missed, ready) : ready;
  }

  /** What happened while one waited to come in, nobody knows. */
  private missedUntil(answer: Answer): Observable<Answer | undefined> | undefined {
    if (this.missed) return this.missed(answer);
    return this.state === 'waiting' ? of(undefined) : undefined;
  }

  private wait(): Observable<ChangeEvent> {
    if (this.state === 'waiting') return EMPTY;
    this.state = 'waiting';
    return of({ type: 'waiting', model: this.model });
  }

  private replay(found: Answer | undefined, now: Answer): readonly ChangeEvent[] {
    if (!found) return [{ type: 'reset', model: this.model, cursor: this.cursorAt(now.after) }];
    for (const { change } of found.told) this.replayed.add(keyOf(change));
    return found.told.map(({ event }) => event);
  }

  private eventsOf({ told, after, deletions }: Answer): readonly ChangeEvent[] {
    const { model } = this;
    const events = told.filter(({ change }) => !this.replayed.has(keyOf(change))).map(({ event }) => event);
    if (deletions !== this.state) {
      events.push({ type: 'ready', model, deletions, cursor: this.cursorAt(after) });
    } else if (events.length === 0 && after.wall - this.cursorWall >= YOUNG_CURSOR_SECONDS) {
      events.push({ type: 'position', cursor: this.cursorAt(after) });
    }
    this.state = deletions;
    if (events.length > 0) this.cursorWall = after.wall;
    return events;
  }
}
