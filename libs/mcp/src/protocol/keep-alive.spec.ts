import { KEEP_ALIVE_MS, keptAlive } from './keep-alive.js';

const COMMENT = ': keepalive\n\n';

/** A request whose answer comes when the test says so. */
function ask(accept = 'application/json, text/event-stream') {
  const { promise, resolve: finish } = Promise.withResolvers<Response>();
  const request = new Request('http://localhost/mcp', { headers: { accept } });
  return { finish, response: keptAlive(() => promise)(request) };
}

describe('an answer that takes long', () => {
  beforeEach(() => jest.useFakeTimers());

  afterEach(() => jest.useRealTimers());

  it('is not touched when it comes in time', async () => {
    const { finish, response } = ask();
    const answer = Response.json({ id: 1 }, { status: 404 });
    await jest.advanceTimersByTimeAsync(KEEP_ALIVE_MS - 1);
    finish(answer);
    expect(await response).toBe(answer);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is not touched for a client that reads no streams', async () => {
    const { finish, response } = ask('application/json');
    await jest.advanceTimersByTimeAsync(KEEP_ALIVE_MS);
    const answer = Response.json({ id: 1 });
    finish(answer);
    expect(await response).toBe(answer);
  });

  it.each([
    ['JSON as an event', () => Response.json({ id: 1 }), 'event: message\ndata: {"id":1}\n\n'],
    [
      'a stream as it is',
      () => new Response('data: {}\n\n', { headers: { 'content-type': 'text/event-stream' } }),
      'data: {}\n\n',
    ],
    ['nothing when there is nothing', () => new Response(null, { status: 499 }), ''],
  ])('becomes a stream with comments, and then %s', async (_what, answer, last) => {
    const { finish, response } = ask();
    await jest.advanceTimersByTimeAsync(KEEP_ALIVE_MS);
    const stream = await response;
    expect([stream.status, stream.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe(COMMENT);
    await jest.advanceTimersByTimeAsync(KEEP_ALIVE_MS);
    expect((await reader?.read())?.value).toBe(COMMENT);
    finish(answer());
    expect((await reader?.read())?.value ?? '').toBe(last);
    expect(jest.getTimerCount()).toBe(0);
  });
});
