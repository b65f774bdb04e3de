import type { StreamEvent } from '#libs/contracts';
import { SlowResponse } from '../../../test/fixtures/slow-response.js';
import { END, ROW, settle, START, StreamToWrite } from '../../../test/fixtures/stream-to-write.js';
import { StreamWriters } from './stream-writers.js';

const STALL_MS = 1000;

const RESULT: StreamEvent = { type: 'result', outcome: { result: 1, text: '', structured: true } };

describe('StreamWriters', () => {
  let stream: StreamToWrite;

  beforeEach(() => {
    stream = new StreamToWrite();
  });

  it('is one of so many at once', async () => {
    const writers = new StreamWriters({ maxOpen: 1, stallMs: STALL_MS });
    stream.response.reads = false;
    const first = writers.write(stream.source, stream.format, stream.begin);
    await settle();
    await expect(writers.write(stream.source, stream.format, stream.begin)).rejects.toMatchObject({
      code: 'gateway_unavailable',
      hint: expect.stringContaining('STREAM_MAX_OPEN') as string,
    });
    stream.response.emit('close');
    await first;
    stream.response = new SlowResponse();
    stream.events = [START, END];
    stream.asked = 0;
    await writers.write(stream.source, stream.format, stream.begin);
    expect(stream.response.ended).toBe(true);
  });

  describe('at a shutdown', () => {
    const forever = new Promise<StreamEvent>(() => undefined);
    let writers: StreamWriters;

    beforeEach(() => {
      writers = new StreamWriters({ maxOpen: 2, stallMs: STALL_MS });
    });

    it('ends with an error that says to come back', async () => {
      stream.events = [START, ROW, forever];
      const written = writers.write(stream.source, stream.format, stream.begin);
      await settle();
      writers.beforeApplicationShutdown();
      await expect(written).rejects.toMatchObject({ code: 'gateway_unavailable', retryable: true });
      expect(stream.response.written).toEqual(['start', 'chunk', 'failed: gateway_unavailable']);
      expect([stream.response.ended, stream.left]).toEqual([true, true]);
    });

    it('begins with no rows any more', async () => {
      const found = Promise.withResolvers<StreamEvent>();
      stream.events = [found.promise, ROW];
      const written = writers.write(stream.source, stream.format, stream.begin);
      await settle();
      writers.beforeApplicationShutdown();
      found.resolve(START);
      await expect(written).rejects.toMatchObject({ code: 'gateway_unavailable' });
      await expect(writers.write(stream.source, stream.format, stream.begin)).rejects.toMatchObject({
        code: 'gateway_unavailable',
      });
      expect([stream.began, stream.asked]).toEqual([0, 1]);
    });

    it('waits for one result that is in the making', async () => {
      const result = Promise.withResolvers<StreamEvent>();
      stream.events = [{ type: 'start', tool: 'look' }, result.promise, END];
      const written = writers.write(stream.source, stream.format, stream.begin);
      await settle();
      writers.beforeApplicationShutdown();
      result.resolve(RESULT);
      await written;
      expect(stream.response.written).toEqual(['start', 'result', 'end']);
    });

    it('says nothing behind an end that its client has not read yet', async () => {
      for (const drained of [false, true]) {
        stream.response = new SlowResponse();
        stream.asked = 0;
        const last = Promise.withResolvers<StreamEvent>();
        stream.events = [START, ROW, last.promise];
        const written = writers.write(stream.source, stream.format, stream.begin);
        await settle();
        stream.response.reads = false;
        last.resolve(END);
        await settle();
        if (drained) stream.response.emit('drain');
        await settle();
        writers.beforeApplicationShutdown();
        expect([stream.response.written.at(-1), stream.response.destroyed, stream.response.ended]).toEqual([
          'end',
          false,
          drained,
        ]);
        stream.response.emit('close');
        await written;
        writers = new StreamWriters({ maxOpen: 2, stallMs: STALL_MS });
      }
    });

    it('says nothing behind the end of those that have ended', async () => {
      await writers.write(stream.source, stream.format, stream.begin);
      writers.beforeApplicationShutdown();
      expect(stream.response.written).toEqual(['start', 'chunk', 'chunk', 'end']);
    });
  });
});
