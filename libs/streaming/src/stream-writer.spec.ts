import type { ServerResponse } from 'node:http';
import { InvalidArguments, OdooTimeout, type StreamEvent } from '#libs/contracts';
import { concatMap, finalize, type Observable, Subject, takeWhile } from 'rxjs';
import { fakeOnly } from '../../../test/fixtures/fake-timers.js';
import { SlowResponse } from '../../../test/fixtures/slow-response.js';
import type { StreamFormat } from './stream-format.js';
import { StreamWriter } from './stream-writer.js';

const HEARTBEAT_MS = 15_000;
const STALL_MS = 1000;

const START: StreamEvent = { type: 'start', tool: 'rows', columns: ['id'] };
const ROW: StreamEvent = { type: 'chunk', rows: [], progress: { current: 1, total: 9 }, cursor: 'c' };
const END: StreamEvent = { type: 'end' };

describe('StreamWriter', () => {
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

  afterEach(() => jest.useRealTimers());

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

  const open = () => new StreamWriter(format, begin, STALL_MS);
  const settle = async () => {
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
  };

  it('writes a stream from its start to its end', async () => {
    await open().write(source);
    expect(response.written).toEqual(['start', 'chunk', 'chunk', 'end']);
    expect(response.head).toEqual({
      status: 200,
      headers: {
        'content-type': 'text/x',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      },
    });
    expect([began, response.ended, left]).toEqual([1, true, true]);
  });

  it('asks for nothing while its client does not read', async () => {
    response.reads = false;
    const written = open().write(source);
    for (const expected of [['start'], ['start', 'chunk'], ['start', 'chunk', 'chunk']]) {
      await settle();
      expect([response.written, asked]).toEqual([expected, expected.length]);
      response.emit('drain');
    }
    await settle();
    response.drain();
    await settle();
    response.emit('close');
    await written;
    expect(response.written.at(-1)).toBe('end');
  });

  it('goes on at once where an event has no words', async () => {
    format = { ...format, text: ({ type }) => (type === 'chunk' ? 'row' : '') };
    await open().write(source);
    expect(response.written).toEqual(['row', 'row']);
  });

  it('leaves the response alone where the stream fails before its first event', async () => {
    events = [new OdooTimeout('Slow.')];
    await expect(open().write(source)).rejects.toBe(events[0]);
    expect([began, response.written]).toEqual([0, []]);
  });

  it('leaves it alone too where the format cannot show such a call', async () => {
    const refusal = new InvalidArguments('No rows.');
    format = {
      ...format,
      text: () => {
        throw refusal;
      },
    };
    await expect(open().write(source)).rejects.toBe(refusal);
    expect([began, left]).toEqual([0, true]);
  });

  it('ends with the words of the format where the stream fails later', async () => {
    events = [START, ROW, new OdooTimeout('Slow.'), ROW];
    await expect(open().write(source)).rejects.toBe(events[2]);
    expect(response.written).toEqual(['start', 'chunk', 'failed: odoo_timeout']);
    expect([response.ended, response.destroyed, asked]).toEqual([true, false, 3]);
  });

  it('breaks the connection where the format has none', async () => {
    events = [START, ROW, new OdooTimeout('Slow.')];
    format = { ...format, failure: () => undefined };
    await expect(open().write(source)).rejects.toBe(events[2]);
    expect([response.written, response.ended, response.destroyed]).toEqual([['start', 'chunk'], false, true]);
  });

  it('says nothing of what it did not foresee', async () => {
    events = [START, new TypeError('canary')];
    await expect(open().write(source)).rejects.toBe(events[1]);
    expect(response.written).toEqual(['start', 'failed: internal']);
  });

  it('leaves the stream when its client hangs up, whether it reads or not', async () => {
    for (const reads of [true, false]) {
      left = false;
      asked = 0;
      response = new SlowResponse();
      response.reads = reads;
      events = [START, new Promise(() => undefined)];
      const written = open().write(source);
      await settle();
      expect(left).toBe(false);
      response.destroy();
      await written;
      expect(left).toBe(true);
    }
  });

  it('leaves the stream of a client who has hung up before its first event', async () => {
    response.destroyed = true;
    await open().write(source);
    expect([left, asked]).toEqual([true, 1]);
  });

  describe('shows that it lives', () => {
    const waiting = new Subject<StreamEvent>();
    const silent = (): Observable<StreamEvent> => waiting;

    beforeEach(() => fakeOnly('setInterval', 'clearInterval'));

    it('while there is nothing else to write', () => {
      void open().write(silent);
      waiting.next(START);
      jest.advanceTimersByTime(HEARTBEAT_MS - 1);
      waiting.next(ROW);
      jest.advanceTimersByTime(HEARTBEAT_MS - 1);
      expect(response.written).toEqual(['start', 'chunk']);
      jest.advanceTimersByTime(1 + 2 * HEARTBEAT_MS);
      expect(response.written).toEqual(['start', 'chunk', 'beat', 'beat', 'beat']);
      response.emit('close');
    });

    it('not to who does not read', () => {
      void open().write(silent);
      waiting.next(START);
      response.reads = false;
      jest.advanceTimersByTime(2 * HEARTBEAT_MS);
      expect(response.written).toEqual(['start']);
      response.emit('close');
    });

    it('not where the format has no word for it', () => {
      const { heartbeat: _none, ...silentFormat } = format;
      format = silentFormat;
      void open().write(silent);
      waiting.next(START);
      expect(jest.getTimerCount()).toBe(0);
      response.emit('close');
    });

    it.each<[string, (stream: Subject<StreamEvent>) => void]>([
      ['who has hung up', () => response.emit('close')],
      ['who has not read the end yet', (stream) => stream.complete()],
      ['who has not read yet that it failed', (stream) => stream.error(new OdooTimeout('Slow.'))],
    ])('not to one %s', (_what, happens) => {
      const stream = new Subject<StreamEvent>();
      open()
        .write(() => stream)
        .catch(() => undefined);
      stream.next(START);
      response.reads = false;
      expect(jest.getTimerCount()).toBe(1);
      happens(stream);
      expect(jest.getTimerCount()).toBe(0);
    });
  });

  describe('cuts a client that takes nothing for too long', () => {
    beforeEach(() => fakeOnly('setTimeout', 'clearTimeout'));

    it('while there are rows for it', async () => {
      response.reads = false;
      const written = open().write(source);
      await settle();
      jest.advanceTimersByTime(STALL_MS - 1);
      response.emit('drain');
      await settle();
      jest.advanceTimersByTime(STALL_MS - 1);
      expect(response.destroyed).toBe(false);
      jest.advanceTimersByTime(1);
      await written;
      expect([response.destroyed, left, jest.getTimerCount()]).toEqual([true, true, 0]);
    });

    it('when only the end is left to be read', async () => {
      events = [START, END];
      const written = open().write(source);
      response.reads = false;
      await settle();
      response.emit('drain');
      await settle();
      jest.advanceTimersByTime(STALL_MS);
      await written;
      expect([response.destroyed, jest.getTimerCount()]).toEqual([true, 0]);
    });
  });
});
