import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { ListeningStream } from './listening-stream.js';

/** A response, as far as it is looked at. */
class FakeResponse extends EventEmitter {
  statusCode = 0;
  writableNeedDrain = false;

  writeHead(status: number): this {
    this.statusCode = status;
    return this;
  }

  get asResponse(): ServerResponse {
    return this as unknown as ServerResponse;
  }
}

describe('ListeningStream', () => {
  let stream: ListeningStream;
  let freed: number;

  beforeEach(() => {
    stream = new ListeningStream();
    freed = 0;
    stream.freed.subscribe(() => (freed += 1));
  });

  function begun(status = 200): FakeResponse {
    const response = new FakeResponse();
    stream.watch(response.asResponse);
    expect(response.asResponse.writeHead(status)).toBe(response);
    return response;
  }

  it('is free when a response has begun, and not before', () => {
    const response = new FakeResponse();
    stream.watch(response.asResponse);
    expect([stream.free(), freed]).toEqual([false, 0]);
    response.asResponse.writeHead(200);
    expect([stream.free(), freed]).toEqual([true, 1]);
  });

  it('is not free while its client does not read', () => {
    const response = begun();
    response.writableNeedDrain = true;
    expect(stream.free()).toBe(false);
    response.writableNeedDrain = false;
    response.emit('drain');
    expect([stream.free(), freed]).toEqual([true, 2]);
  });

  it('is not free when its client has gone, and free again when it comes back', () => {
    begun().emit('close');
    expect(stream.free()).toBe(false);
    begun();
    expect([stream.free(), freed]).toEqual([true, 2]);
  });

  it('stays with the newer response when the older one closes', () => {
    const older = begun();
    begun();
    older.emit('close');
    expect(stream.free()).toBe(true);
  });

  it('does not count a response that refuses', () => {
    begun(409);
    expect([stream.free(), freed]).toEqual([false, 0]);
  });
});
