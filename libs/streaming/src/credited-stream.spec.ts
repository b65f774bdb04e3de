import type { StreamEvent } from '#libs/contracts';
import { finalize, type Observable, Subject, type Subscription } from 'rxjs';
import { CreditedStream } from './credited-stream.js';

const TOTAL = 6;

const START: StreamEvent = { type: 'start', tool: 'odoo_search', total: TOTAL };
const END: StreamEvent = { type: 'end' };

/** Of one row. */
const chunk = (current: number): StreamEvent => ({
  type: 'chunk',
  rows: [{ id: current }],
  progress: { current, total: TOTAL },
  cursor: `behind ${current}`,
});

describe('CreditedStream', () => {
  let source: Subject<StreamEvent>;
  /** Events that were asked for. */
  let asked: number;
  let left: boolean;
  let isFree: boolean;
  /** Whether there still is room when an event has been sent. */
  let roomBehindEvents: boolean;
  let freed: Subject<void>;
  let seen: unknown[];
  let stream: CreditedStream;
  let reading: Subscription;

  beforeEach(() => {
    source = new Subject();
    asked = 0;
    left = false;
    isFree = true;
    roomBehindEvents = true;
    freed = new Subject();
    seen = [];
  });

  function read(credit: number): void {
    const open = (demand: Observable<unknown>) => {
      demand.subscribe(() => (asked += 1));
      return source.pipe(finalize(() => (left = true)));
    };
    stream = new CreditedStream(open, credit, { free: () => isFree, freed });
    reading = stream.events.subscribe({
      next: (event) => {
        seen.push(event.type === 'chunk' ? event.progress.current : event.type);
        isFree = roomBehindEvents;
      },
      error: (error: unknown) => seen.push(error),
      complete: () => seen.push('complete'),
    });
  }

  const free = (): void => {
    isFree = true;
    freed.next();
  };

  it('asks for one event at a time', () => {
    read(8);
    expect(asked).toBe(1);
    source.next(START);
    expect(asked).toBe(2);
    stream.grant(1);
    freed.next();
    expect([asked, seen]).toEqual([2, ['start']]);
  });

  it('spends a credit on each chunk and on nothing else, and then asks for no more', () => {
    read(2);
    source.next(START);
    source.next({ type: 'progress', progress: { done: 1 } });
    source.next(chunk(1));
    source.next(chunk(2));
    expect([asked, stream.credit, stream.stalled, seen]).toEqual([4, 0, true, ['start', 'progress', 1, 2]]);
    stream.grant(1);
    expect([asked, stream.stalled]).toEqual([5, false]);
    source.next(chunk(3));
    expect([asked, stream.credit, seen]).toEqual([5, 0, ['start', 'progress', 1, 2, 3]]);
  });

  it('ends behind the last row without a credit', () => {
    read(1);
    source.next(START);
    source.next(chunk(TOTAL));
    expect(asked).toBe(3);
    source.next(END);
    source.complete();
    expect(seen).toEqual(['start', TOTAL, 'end', 'complete']);
  });

  it('sends no chunk without a credit, not even one that should not be there', () => {
    read(1);
    source.next(START);
    source.next(chunk(TOTAL));
    source.next(chunk(TOTAL + 1));
    freed.next();
    expect([asked, seen]).toEqual([3, ['start', TOTAL]]);
    stream.grant(1);
    expect(seen).toEqual(['start', TOTAL, TOTAL + 1]);
  });

  it('asks for nothing while there is no room, and goes on when there is', () => {
    isFree = false;
    read(8);
    expect([asked, stream.stalled]).toEqual([0, true]);
    freed.next();
    expect(asked).toBe(0);
    free();
    expect(asked).toBe(1);
    source.next(START);
    expect(asked).toBe(2);
  });

  it('keeps back what comes while there is no room', () => {
    read(8);
    source.next(START);
    isFree = false;
    source.next(chunk(1));
    stream.grant(1);
    expect([asked, seen]).toEqual([2, ['start']]);
    free();
    expect([asked, seen]).toEqual([3, ['start', 1]]);
  });

  it('looks for room again behind each event, which may have taken it', () => {
    read(8);
    roomBehindEvents = false;
    source.next(START);
    expect([asked, seen]).toEqual([1, ['start']]);
    free();
    expect(asked).toBe(2);
  });

  it('hands a failure on, room or not', () => {
    read(1);
    isFree = false;
    const failure = new Error('no');
    source.error(failure);
    expect(seen).toEqual([failure]);
  });

  it('ends its source when its reader leaves', () => {
    read(1);
    expect(left).toBe(false);
    reading.unsubscribe();
    expect(left).toBe(true);
    freed.next();
    expect(asked).toBe(1);
  });
});
