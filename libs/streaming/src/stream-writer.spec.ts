import { InvalidArguments, OdooTimeout, type StreamEvent } from '#libs/contracts';
import { type Observable, Subject } from 'rxjs';
import { fakeOnly } from '../../../test/fixtures/fake-timers.js';
import { SlowResponse } from '../../../test/fixtures/slow-response.js';
import { END, ROW, settle, START, StreamToWrite } from '../../../test/fixtures/stream-to-write.js';
import { StreamWriter } from './stream-writer.js';

const HEARTBEAT_MS = 15_000;
const STALL_MS = 1000;

describe('StreamWriter', () => {
  let stream: StreamToWrite;

  beforeEach(() => {
    stream = new StreamToWrite();
  });

  afterEach(() => jest.useRealTimers());

  const open = () => new StreamWriter(stream.format, stream.begin, STALL_MS);

  it('writes a stream from its start to its end', async () => {
    await open().write(stream.source);
    expect(stream.response.written).toEqual(['start', 'chunk', 'chunk', 'end']);
    expect(stream.response.head).toEqual({
      status: 200,
      headers: {
        'content-type': 'text/x',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      },
    });
    expect([stream.began, stream.response.ended, stream.left]).toEqual([1, true, true]);
  });

  it('asks for nothing while its client does not read', async () => {
    stream.response.reads = false;
    const written = open().write(stream.source);
    for (const expected of [['start'], ['start', 'chunk'], ['start', 'chunk', 'chunk']]) {
      await settle();
      expect([stream.response.written, stream.asked]).toEqual([expected, expected.length]);
      stream.response.emit('drain');
    }
    await settle();
    stream.response.drain();
    await settle();
    stream.response.emit('close');
    await written;
    expect(stream.response.written.at(-1)).toBe('end');
  });

  it('goes on at once where an event has no words', async () => {
    stream.format = { ...stream.format, text: ({ type }) => (type === 'chunk' ? 'row' : '') };
    await open().write(stream.source);
    expect(stream.response.written).toEqual(['row', 'row']);
  });

  it('leaves the response alone where the stream fails before its first event', async () => {
    stream.events = [new OdooTimeout('Slow.')];
    await expect(open().write(stream.source)).rejects.toBe(stream.events[0]);
    expect([stream.began, stream.response.written]).toEqual([0, []]);
  });

  it('leaves it alone too where the format cannot show such a call', async () => {
    const refusal = new InvalidArguments('No rows.');
    stream.format = {
      ...stream.format,
      text: () => {
        throw refusal;
      },
    };
    await expect(open().write(stream.source)).rejects.toBe(refusal);
    expect([stream.began, stream.left]).toEqual([0, true]);
  });

  it('ends with the words of the format where the stream fails later', async () => {
    stream.events = [START, ROW, new OdooTimeout('Slow.'), ROW];
    await expect(open().write(stream.source)).rejects.toBe(stream.events[2]);
    expect(stream.response.written).toEqual(['start', 'chunk', 'failed: odoo_timeout']);
    expect([stream.response.ended, stream.response.destroyed, stream.asked]).toEqual([true, false, 3]);
  });

  it('breaks the connection where the format has none', async () => {
    stream.events = [START, ROW, new OdooTimeout('Slow.')];
    stream.format = { ...stream.format, failure: () => undefined };
    await expect(open().write(stream.source)).rejects.toBe(stream.events[2]);
    expect([stream.response.written, stream.response.ended, stream.response.destroyed]).toEqual([
      ['start', 'chunk'],
      false,
      true,
    ]);
  });

  it('says nothing of what it did not foresee', async () => {
    stream.events = [START, new TypeError('canary')];
    await expect(open().write(stream.source)).rejects.toBe(stream.events[1]);
    expect(stream.response.written).toEqual(['start', 'failed: internal']);
  });

  it('leaves the stream when its client hangs up, whether it reads or not', async () => {
    for (const reads of [true, false]) {
      stream.left = false;
      stream.asked = 0;
      stream.response = new SlowResponse();
      stream.response.reads = reads;
      stream.events = [START, new Promise(() => undefined)];
      const written = open().write(stream.source);
      await settle();
      expect(stream.left).toBe(false);
      stream.response.destroy();
      await written;
      expect(stream.left).toBe(true);
    }
  });

  it('leaves the stream of a client who has hung up before its first event', async () => {
    stream.response.destroyed = true;
    await open().write(stream.source);
    expect([stream.left, stream.asked]).toEqual([true, 1]);
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
      expect(stream.response.written).toEqual(['start', 'chunk']);
      jest.advanceTimersByTime(1 + 2 * HEARTBEAT_MS);
      expect(stream.response.written).toEqual(['start', 'chunk', 'beat', 'beat', 'beat']);
      stream.response.emit('close');
    });

    it('not to who does not read', () => {
      void open().write(silent);
      waiting.next(START);
      stream.response.reads = false;
      jest.advanceTimersByTime(2 * HEARTBEAT_MS);
      expect(stream.response.written).toEqual(['start']);
      stream.response.emit('close');
    });

    it('not where the format has no word for it', () => {
      const { heartbeat: _none, ...silentFormat } = stream.format;
      stream.format = silentFormat;
      void open().write(silent);
      waiting.next(START);
      expect(jest.getTimerCount()).toBe(0);
      stream.response.emit('close');
    });

    it.each<[string, (waited: Subject<StreamEvent>) => void]>([
      ['who has hung up', () => stream.response.emit('close')],
      ['who has not read the end yet', (waited) => waited.complete()],
      ['who has not read yet that it failed', (waited) => waited.error(new OdooTimeout('Slow.'))],
    ])('not to one %s', (_what, happens) => {
      const waited = new Subject<StreamEvent>();
      open()
        .write(() => waited)
        .catch(() => undefined);
      waited.next(START);
      stream.response.reads = false;
      expect(jest.getTimerCount()).toBe(1);
      happens(waited);
      expect(jest.getTimerCount()).toBe(0);
    });
  });

  describe('cuts a client that takes nothing for too long', () => {
    beforeEach(() => fakeOnly('setTimeout', 'clearTimeout'));

    it('while there are rows for it', async () => {
      stream.response.reads = false;
      const written = open().write(stream.source);
      await settle();
      jest.advanceTimersByTime(STALL_MS - 1);
      stream.response.emit('drain');
      await settle();
      jest.advanceTimersByTime(STALL_MS - 1);
      expect(stream.response.destroyed).toBe(false);
      jest.advanceTimersByTime(1);
      await written;
      expect([stream.response.destroyed, stream.left, jest.getTimerCount()]).toEqual([true, true, 0]);
    });

    it('when only the end is left to be read', async () => {
      stream.events = [START, END];
      const written = open().write(stream.source);
      stream.response.reads = false;
      await settle();
      stream.response.emit('drain');
      await settle();
      jest.advanceTimersByTime(STALL_MS);
      await written;
      expect([stream.response.destroyed, jest.getTimerCount()]).toEqual([true, 0]);
    });
  });
});
