import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { SseWriter } from './sse-writer.js';

/** A response whose client reads when the test says so. */
class FakeResponse extends EventEmitter {
  readonly written: string[] = [];
  hasRoom = true;
  headersSent = false;
  status = 0;
  headers: Record<string, string> = {};
  ended = false;
  destroyed = false;

  writeHead(status: number, headers: Record<string, string>): void {
    this.headersSent = true;
    this.status = status;
    this.headers = headers;
  }

  write(frame: string): boolean {
    this.written.push(frame);
    return this.hasRoom;
  }

  end(frame: string): void {
    if (frame !== '') this.written.push(frame);
    this.ended = true;
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

describe('SseWriter', () => {
  let response: FakeResponse;
  let writer: SseWriter;

  beforeEach(() => {
    jest.useFakeTimers();
    response = new FakeResponse();
    writer = new SseWriter(response as unknown as ServerResponse, 2);
  });

  afterEach(() => {
    response.emit('close');
    jest.useRealTimers();
  });

  it('begins with the first frame, so that until then an error may be answered instead', () => {
    expect(writer.hasBegun).toBe(false);
    writer.send('a');
    expect(response.status).toBe(200);
    expect(response.headers).toEqual({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    expect(response.written).toEqual(['a']);
  });

  it('holds back what the client has no room for, and writes it in order when it has', () => {
    response.hasRoom = false;
    expect(['a', 'b', 'c'].map((frame) => writer.send(frame))).toEqual([true, true, true]);
    expect(response.written).toEqual(['a']);
    response.emit('drain');
    expect(response.written).toEqual(['a', 'b']);
    response.hasRoom = true;
    response.emit('drain');
    expect(response.written).toEqual(['a', 'b', 'c']);
    writer.send('d');
    expect(response.written.at(-1)).toBe('d');
  });

  it('takes no more than may wait', () => {
    response.hasRoom = false;
    expect(['a', 'b', 'c', 'd'].map((frame) => writer.send(frame))).toEqual([true, true, true, false]);
  });

  it('tells when everything was taken, or the client has gone', async () => {
    const told: string[] = [];
    const when = (what: string) => writer.taken().then(() => told.push(what));
    await when('at once');
    response.hasRoom = false;
    for (const frame of ['a', 'b']) writer.send(frame);
    const read = when('read');
    response.emit('drain');
    await Promise.resolve();
    expect(told).toEqual(['at once']);
    response.hasRoom = true;
    response.emit('drain');
    await read;
    response.hasRoom = false;
    writer.send('c');
    const gone = when('gone');
    response.emit('close');
    await gone;
    expect(told).toEqual(['at once', 'read', 'gone']);
  });

  it('lets no silence become long, and adds nothing to what is not read', () => {
    writer.send('a');
    jest.advanceTimersByTime(31_000);
    expect(response.written).toEqual(['a', ': keep-alive\n\n', ': keep-alive\n\n']);
    response.hasRoom = false;
    writer.send('b');
    jest.advanceTimersByTime(60_000);
    expect(response.written).toHaveLength(4);
  });

  it('ends with a last word in place of what still waits, and cuts who does not read it', () => {
    response.hasRoom = false;
    for (const frame of ['a', 'b']) writer.send(frame);
    writer.end('bye');
    response.emit('drain');
    expect(response.written).toEqual(['a', 'bye']);
    expect(response.ended).toBe(true);
    jest.advanceTimersByTime(5000);
    expect(response.destroyed).toBe(true);
  });

  it('leaves no timer behind, and writes nothing to who has gone', () => {
    writer.send('a');
    response.emit('close');
    expect(jest.getTimerCount()).toBe(0);
    writer.send('b');
    writer.end('c');
    expect(response.written).toEqual(['a']);
    const other = new FakeResponse();
    const ended = new SseWriter(other as unknown as ServerResponse, 2);
    ended.end();
    other.emit('close');
    expect(jest.getTimerCount()).toBe(0);
  });
});
