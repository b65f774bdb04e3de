import type { ServerResponse } from 'node:http';
import type { StreamEvent } from '#libs/contracts';
import { concatMap, finalize, type Observable, takeWhile } from 'rxjs';
import { SlowResponse } from '../../../test/fixtures/slow-response.js';
import type { StreamFormat } from './stream-format.js';
import { StreamWriters } from './stream-writers.js';

const STALL_MS = 1000;

const START: StreamEvent = { type: 'start', tool: 'rows', columns: ['id'] };
const ROW: StreamEvent = { type: 'chunk', rows: [], progress: { current: 1, total: 9 }, cursor: 'c' };
const RESULT: StreamEvent = { type: 'result', outcome: { result: 1, text: '', structured: true } };
const END: StreamEvent = { type: 'end' };

describe('StreamWriters', () => {
  let response: SlowResponse;
  /** What there is to give, each when it is asked for. */
  let events: Array<StreamEvent | Error | Promise<StreamEvent>>;
  let asked: number;
  let left: boolean;
  let format: StreamFormat;
  let began: number;

  beforeEach(() => {
    response = new SlowResponse();
    events = [START, ROW, ROW, END];
    asked = 0;
    left = false;
    began = 0;
    format = {
      headers: { 'content-type': 'text/x' },
      heartbeat: 'beat',
      text: ({ type }) => type,
      failure: ({ code }) => `failed: ${code}`,
    };
  });

  const next = async (): Promise<StreamEvent | undefined> => {
    const event = events[asked++];
    if (event instanceof Error) throw event;
    return event;
  };

  const source = (demand: Observable<unknown>): Observable<StreamEvent> =>
    demand.pipe(
      concatMap(next),
      takeWhile((event) => event !== undefined),
      finalize(() => {
        left = true;
      }),
    );

  const begin = (): ServerResponse => {
    began += 1;
    return response as unknown as ServerResponse;
  };

  const settle = async () => {
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
  };

  it('is one of so many at once', async () => {
    const writers = new StreamWriters({ maxOpen: 1, stallMs: STALL_MS });
    response.reads = false;
    const first = writers.write(source, format, begin);
    await settle();
    await expect(writers.write(source, format, begin)).rejects.toMatchObject({
      code: 'gateway_unavailable',
      hint: expect.stringContaining('STREAM_MAX_OPEN') as string,
    });
    response.emit('close');
    await first;
    response = new SlowResponse();
    events = [START, END];
    asked = 0;
    await writers.write(source, format, begin);
    expect(response.ended).toBe(true);
  });

  describe('at a shutdown', () => {
    const forever = new Promise<StreamEvent>(() => undefined);
    let writers: StreamWriters;

    beforeEach(() => {
      writers = new StreamWriters({ maxOpen: 2, stallMs: STALL_MS });
    });

    it('ends with an error that says to come back', async () => {
      events = [START, ROW, forever];
      const written = writers.write(source, format, begin);
      await settle();
      writers.beforeApplicationShutdown();
      await expect(written).rejects.toMatchObject({ code: 'gateway_unavailable', retryable: true });
      expect(response.written).toEqual(['start', 'chunk', 'failed: gateway_unavailable']);
      expect([response.ended, left]).toEqual([true, true]);
    });

    it('begins with no rows any more', async () => {
      const found = Promise.withResolvers<StreamEvent>();
      events = [found.promise, ROW];
      const written = writers.write(source, format, begin);
      await settle();
      writers.beforeApplicationShutdown();
      found.resolve(START);
      await expect(written).rejects.toMatchObject({ code: 'gateway_unavailable' });
      await expect(writers.write(source, format, begin)).rejects.toMatchObject({ code: 'gateway_unavailable' });
      expect([began, asked]).toEqual([0, 1]);
    });

    it('waits for one result that is in the making', async () => {
      const result = Promise.withResolvers<StreamEvent>();
      events = [{ type: 'start', tool: 'look' }, result.promise, END];
      const written = writers.write(source, format, begin);
      await settle();
      writers.beforeApplicationShutdown();
      result.resolve(RESULT);
      await written;
      expect(response.written).toEqual(['start', 'result', 'end']);
    });

    it('says nothing behind an end that its client has not read yet', async () => {
      for (const drained of [false, true]) {
        response = new SlowResponse();
        asked = 0;
        const last = Promise.withResolvers<StreamEvent>();
        events = [START, ROW, last.promise];
        const written = writers.write(source, format, begin);
        await settle();
        response.reads = false;
        last.resolve(END);
        await settle();
        if (drained) response.emit('drain');
        await settle();
        writers.beforeApplicationShutdown();
        expect([response.written.at(-1), response.destroyed, response.ended]).toEqual(['end', false, drained]);
        response.emit('close');
        await written;
        writers = new StreamWriters({ maxOpen: 2, stallMs: STALL_MS });
      }
    });

    it('says nothing behind the end of those that have ended', async () => {
      await writers.write(source, format, begin);
      writers.beforeApplicationShutdown();
      expect(response.written).toEqual(['start', 'chunk', 'chunk', 'end']);
    });
  });
});
