import type { StreamEvent } from '#libs/contracts';
import { merge, Observable, Subject } from 'rxjs';
import type { StreamSource } from './stream-writer.js';

/** The way to a reader, as far as streams look at it. */
export interface Room {
  /** Whether enough of what was sent has been taken to send more. */
  free(): boolean;
  /** Emits whenever that may have changed. */
  readonly freed: Observable<unknown>;
}

/**
 * A stream that goes as far as its reader has said: a chunk costs a credit, and nothing is sent that there is no room
 * for. Without both nothing is asked for either; only what ends the stream behind its last row needs no credit.
 */
export class CreditedStream {
  /** To be subscribed to once. */
  readonly events: Observable<StreamEvent>;
  private readonly demand = new Subject<void>();
  private readonly granted = new Subject<void>();
  private asked = false;
  /** Has come and waits for room. */
  private held: StreamEvent | undefined;
  private allRows = false;

  constructor(
    open: StreamSource,
    private credits: number,
    private readonly room: Room,
  ) {
    this.events = new Observable((reader) => {
      const goOn = (): void => {
        const event = this.release();
        if (event) reader.next(event);
        if (this.mayAsk()) this.ask();
      };
      const reading = open(this.demand).subscribe({
        next: (event) => {
          this.asked = false;
          this.held = event;
          goOn();
        },
        error: (error: unknown) => reader.error(error),
        complete: () => reader.complete(),
      });
      reading.add(merge(this.granted, room.freed).subscribe(goOn));
      goOn();
      return reading;
    });
  }

  /** Chunks that may still be sent. */
  get credit(): number {
    return this.credits;
  }

  /** Whether it waits for its reader, and for nobody else. */
  get stalled(): boolean {
    return !this.asked;
  }

  grant(credit: number): void {
    this.credits += credit;
    this.granted.next();
  }

  private release(): StreamEvent | undefined {
    const event = this.held;
    if (!event || !this.room.free()) return undefined;
    if (event.type === 'chunk') {
      if (this.credits < 1) return undefined;
      this.credits -= 1;
      this.allRows = event.progress.current >= event.progress.total;
    }
    this.held = undefined;
    return event;
  }

  private mayAsk(): boolean {
    return !this.asked && !this.held && this.room.free() && (this.credits >= 1 || this.allRows);
  }

  private ask(): void {
    this.asked = true;
    this.demand.next();
  }
}
