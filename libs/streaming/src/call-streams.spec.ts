import { InvalidArguments, type StreamCall, type StreamDispatcher, type StreamEvent } from '#libs/contracts';
import { Subject } from 'rxjs';
import { principal } from '../../../test/fixtures/principals.js';
import { CallStreams } from './call-streams.js';

const EVENTS: readonly StreamEvent[] = [
  { type: 'start', tool: 'odoo_search' },
  { type: 'progress', progress: { done: 1 } },
  { type: 'end' },
];

describe('CallStreams', () => {
  let asked: number;
  let opened: StreamCall | undefined;
  let failure: Error | undefined;
  let returned: number;
  let demand: Subject<unknown>;
  let seen: unknown[];

  const dispatcher: StreamDispatcher = {
    open: (call) => {
      opened = call;
      return {
        next: async () => {
          if (failure) throw failure;
          const value = EVENTS[asked++];
          return value ? { value, done: false } : { value: undefined, done: true };
        },
        return: async () => {
          returned += 1;
          throw new Error('Nobody listens.');
        },
      };
    },
  };

  beforeEach(() => {
    asked = 0;
    opened = undefined;
    failure = undefined;
    returned = 0;
    demand = new Subject();
    seen = [];
  });

  function subscribe(signal?: AbortSignal, ends?: AbortSignal) {
    const caller = { ...principal('readonly'), ...(ends && { ends }) };
    const call = { tool: 'odoo_search', arguments: {}, principal: caller, door: 'rest', requestId: 'r' };
    return new CallStreams(dispatcher).stream({ ...call, door: 'rest', signal }, demand).subscribe({
      next: ({ type }) => seen.push(type),
      error: (error: unknown) => seen.push(error),
      complete: () => seen.push('complete'),
    });
  }

  const settle = () => new Promise(setImmediate);

  it('ends with its principal, in the words of that end', async () => {
    const life = new AbortController();
    subscribe(undefined, life.signal);
    demand.next(1);
    await settle();
    const reason = new InvalidArguments('gone');
    life.abort(reason);
    demand.next(1);
    await settle();
    expect(seen).toEqual(['start', reason]);
    expect([opened?.signal?.aborted, returned]).toEqual([true, 1]);
  });

  it('does not begin for a principal that has ended', async () => {
    subscribe(undefined, AbortSignal.abort(new InvalidArguments('gone')));
    demand.next(1);
    await settle();
    expect([seen, opened]).toEqual([[new InvalidArguments('gone')], undefined]);
  });

  it('gives an event for each that is asked for, and completes behind the last', async () => {
    subscribe();
    await settle();
    expect(asked).toBe(0);
    for (const expected of [['start'], ['start', 'progress'], ['start', 'progress', 'end']]) {
      demand.next(undefined);
      await settle();
      expect(seen).toEqual(expected);
    }
    demand.next(undefined);
    await settle();
    expect(seen.at(-1)).toBe('complete');
  });

  it('asks for one after the other, however fast the reader wants them', async () => {
    subscribe();
    for (let time = 0; time < 4; time += 1) demand.next(undefined);
    await settle();
    expect(seen).toEqual(['start', 'progress', 'end', 'complete']);
  });

  it('hands a failure on', async () => {
    failure = new InvalidArguments('no');
    subscribe();
    demand.next(undefined);
    await settle();
    expect(seen).toEqual([failure]);
  });

  it('aborts the call when its reader leaves, and when its client does', async () => {
    const subscription = subscribe();
    expect([opened?.signal?.aborted, returned]).toEqual([false, 0]);
    subscription.unsubscribe();
    await settle();
    expect([opened?.signal?.aborted, returned]).toEqual([true, 1]);
    const client = new AbortController();
    subscribe(client.signal);
    client.abort();
    expect(opened?.signal?.aborted).toBe(true);
  });
});
