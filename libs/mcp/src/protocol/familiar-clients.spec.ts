import { once } from 'node:events';
import type { ToolCall, ToolOutcome } from '#libs/contracts';
import { call, CALL_VARIANTS, changed, named, withMeta } from '../../../../test/fixtures/asked-calls.js';
import { type EraServer, serveEra } from '../../../../test/fixtures/era-server.js';
import { FakeDispatcher } from '../../../../test/fixtures/fake-dispatcher.js';
import { fakeOnly } from '../../../../test/fixtures/fake-timers.js';
import { legacyEra } from '../../../../test/fixtures/legacy-era.js';
import { mcpFactory } from '../../../../test/fixtures/mcp-factory.js';
import { type Asked, askRaw, type RawAnswer } from '../../../../test/fixtures/raw-request.js';
import { McpEndpoint } from '../mcp.endpoint.js';
import type { McpServerFactory } from '../mcp-server.factory.js';
import { ModernEra } from './modern.era.js';

const HEADERS = { 'mcp-method': 'tools/call', 'mcp-name': 'look' };
const VERSIONED = { ...HEADERS, 'mcp-protocol-version': '2026-07-28' };
const KEEP_ALIVE_MS = 15_000;
const DONE: ToolOutcome = { result: {}, text: 'done', structured: false };

describe('FamiliarClients', () => {
  const closing: (() => Promise<void>)[] = [];

  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
    jest.useRealTimers();
  });

  async function serve(factory: McpServerFactory): Promise<EraServer> {
    const endpoint = new McpEndpoint(new ModernEra(factory, () => undefined), legacyEra(), new FakeDispatcher());
    const server = await serveEra((exchange) => endpoint.handle(exchange));
    closing.push(
      () => server.close(),
      () => endpoint.close(),
    );
    return server;
  }

  const ask = (server: EraServer, { body = call(), headers, ...rest }: Asked = {}): Promise<RawAnswer> =>
    askRaw(server, { ...rest, body, headers: { ...HEADERS, ...headers } });

  /** A server that has answered the plain call before. */
  async function warm(dispatcher = new FakeDispatcher()) {
    const factory = mcpFactory({ dispatcher });
    const create = jest.spyOn(factory, 'create');
    const server = await serve(factory);
    const first = await ask(server);
    create.mockClear();
    dispatcher.calls.length = 0;
    return { server, first, create, dispatcher };
  }

  /** The next call reaches the dispatcher, and waits there. */
  function held(dispatcher: FakeDispatcher): Promise<{ call: ToolCall; finish: (outcome: ToolOutcome) => void }> {
    return new Promise((resolve) => {
      dispatcher.answer = (asked) => new Promise((finish) => resolve({ call: asked, finish }));
    });
  }

  it('serves every call but the first by one server object', async () => {
    const { server, first, create, dispatcher } = await warm();
    expect(first).toMatchObject({ status: 200, text: expect.stringMatching(/^\{"result":.+"id":7\}$/) });
    for (const id of [8, 'ö', 8]) {
      const { text, ...rest } = await ask(server, changed({ id }));
      expect({ ...rest, text }).toEqual({ ...first, text: first.text.replace(/7\}$/, `${JSON.stringify(id)}}`) });
    }
    expect(create).toHaveBeenCalledTimes(1);
    expect(dispatcher.calls.map(({ tool, arguments: args, requestId }) => [tool, args, requestId])).toEqual(
      Array.from({ length: 3 }, () => ['look', { a: 1 }, 'request-1']),
    );
  });

  it.each(CALL_VARIANTS)('answers a call with %s as one that nobody has made before', async (_what, variant) => {
    const fresh = await ask(await serve(mcpFactory()), variant);
    const { server } = await warm();
    expect(await ask(server, variant)).toEqual(fresh);
    expect(await ask(server, variant)).toEqual(fresh);
  });

  it('serves another client by a server object of its own, and another caller too', async () => {
    const { server, create } = await warm();
    const other = withMeta({ 'io.modelcontextprotocol/clientInfo': { name: 'other', version: '2' } });
    for (const asked of [other, { headers: { 'x-principal': 'bob' } }]) {
      create.mockClear();
      for (let calls = 0; calls < 3; calls += 1) expect((await ask(server, asked)).status).toBe(200);
      // One by the SDK for the first call, one for all others.
      expect(create).toHaveBeenCalledTimes(2);
    }
  });

  it('keeps calls apart that have the same id, whoever makes them', async () => {
    const { server, dispatcher } = await warm();
    await ask(server, { headers: { 'x-principal': 'bob' } });
    dispatcher.answer = async ({ principal, arguments: args }) => {
      await new Promise(setImmediate);
      return { result: {}, text: `${principal.id} ${JSON.stringify(args)}`, structured: false };
    };
    const all = Array.from({ length: 40 }, (_, at) => ({ who: at % 2 ? 'alice' : 'bob', at }));
    const answers = await Promise.all(
      all.map(({ who, at }) => ask(server, { body: call({ arguments: { at } }), headers: { 'x-principal': who } })),
    );
    expect(answers.map(({ text }) => JSON.parse(text))).toMatchObject(
      all.map(({ who, at }) => ({ id: 7, result: { content: [{ text: `${who} {"at":${at}}` }] } })),
    );
  });

  it('judges each call by who makes it, not by who was there first', async () => {
    const { server, dispatcher } = await warm();
    // Each request brings another object for the same key, as when it has been given other rights meanwhile.
    for (let calls = 0; calls < 3; calls += 1) await ask(server);
    expect(new Set(dispatcher.calls.map(({ principal }) => principal)).size).toBe(3);
  });

  it.each(['4', undefined])('hands over the idempotency key in the head: %s', async (key) => {
    const { server, dispatcher } = await warm();
    await ask(server, { headers: { 'idempotency-key': key } });
    expect(dispatcher.calls.at(-1)?.idempotencyKey).toBe(key);
  });

  it('tells in traces what the client calls its request', async () => {
    const { server, dispatcher } = await warm();
    await ask(server, changed({ id: 'mine' }));
    expect(dispatcher.calls.at(-1)?.protocol).toMatchObject({ requestId: 'mine', version: '2026-07-28' });
  });

  it.each([
    ['before', 0],
    ['after', KEEP_ALIVE_MS],
  ])('aborts a call whose client leaves %s the response has begun', async (_when, silence) => {
    const { server, dispatcher } = await warm();
    fakeOnly('setInterval', 'clearInterval', 'setTimeout', 'clearTimeout');
    const reached = held(dispatcher);
    const leaving = new AbortController();
    const answer = server.post(call(), undefined, VERSIONED, leaving.signal).catch(() => undefined);
    const { signal } = (await reached).call;
    const aborted = once(signal as AbortSignal, 'abort');
    jest.advanceTimersByTime(silence);
    if (silence > 0) await answer;
    leaving.abort();
    await aborted;
    dispatcher.answer = () => DONE;
    jest.useRealTimers();
    expect((await ask(server)).status).toBe(200);
  });

  it('keeps a response alive that takes long, and answers on it', async () => {
    const { server, dispatcher } = await warm();
    fakeOnly('setInterval', 'clearInterval', 'setTimeout', 'clearTimeout');
    const reached = held(dispatcher);
    const answer = server.post(call(), undefined, VERSIONED);
    const { finish } = await reached;
    jest.advanceTimersByTime(KEEP_ALIVE_MS);
    const { status, headers, body } = await answer;
    expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe(': keepalive\n\n');
    jest.advanceTimersByTime(KEEP_ALIVE_MS);
    expect((await reader?.read())?.value).toBe(': keepalive\n\n');
    finish(DONE);
    const event = (await reader?.read())?.value ?? '';
    expect(event).toMatch(/^event: message\ndata: \{.+\}\n\n$/);
    expect(JSON.parse(event.slice('event: message\ndata: '.length))).toMatchObject({ id: 7 });
    expect((await reader?.read())?.done).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does not turn an answer into a stream for a client that takes none', async () => {
    const asked = { headers: { accept: 'application/json' } };
    const { server, dispatcher } = await warm();
    await ask(server, asked);
    fakeOnly('setInterval', 'clearInterval', 'setTimeout', 'clearTimeout');
    const reached = held(dispatcher);
    const answer = ask(server, asked);
    const { finish } = await reached;
    jest.advanceTimersByTime(KEEP_ALIVE_MS);
    finish(DONE);
    expect((await answer).head).toContain('application/json');
  });

  it('tells steps before the answer, like one whose client nobody knows', async () => {
    const steps = async ({ progress }: ToolCall): Promise<ToolOutcome> => {
      progress?.({ done: 1, total: 2 });
      progress?.({ done: 2, total: 2, message: 'there' });
      return DONE;
    };
    const unknown = new FakeDispatcher();
    unknown.answer = steps;
    const asked = withMeta({ progressToken: 'mine' });
    const fresh = await ask(await serve(mcpFactory({ dispatcher: unknown })), asked);
    expect(fresh.text.match(/"progressToken":"mine"/g)).toHaveLength(2);
    const { server, dispatcher, create } = await warm();
    dispatcher.answer = steps;
    const { head, ...rest } = await ask(server, asked);
    expect(rest).toEqual({ status: fresh.status, text: fresh.text });
    expect(head).toEqual(expect.arrayContaining(['text/event-stream', 'no-cache, no-transform']));
    expect(create).toHaveBeenCalledTimes(1);
  });

  it('does not take a client for known that was refused', async () => {
    const factory = mcpFactory();
    const create = jest.spyOn(factory, 'create');
    const server = await serve(factory);
    for (let calls = 1; calls <= 3; calls += 1) {
      expect((await ask(server, named('nowhere'))).text).toContain('There is no such tool');
      expect(create).toHaveBeenCalledTimes(calls);
    }
  });

  it('goes the way of the SDK again when a server object has ended, and leaves nobody waiting', async () => {
    const { server, create, dispatcher } = await warm();
    const reached = held(dispatcher);
    const waiting = ask(server);
    await reached;
    await create.mock.results[0]?.value.close();
    expect(await waiting).toMatchObject({ status: 499 });
    dispatcher.answer = () => DONE;
    create.mockClear();
    expect((await ask(server)).status).toBe(200);
    expect(create).toHaveBeenCalledTimes(1);
  });

  it('makes one server object for a client whose first calls come at once', async () => {
    const dispatcher = new FakeDispatcher();
    const factory = mcpFactory({ dispatcher });
    const create = jest.spyOn(factory, 'create');
    const server = await serve(factory);
    const all = Promise.withResolvers<ToolOutcome>();
    dispatcher.answer = () => {
      if (dispatcher.calls.length === 3) all.resolve(DONE);
      return all.promise;
    };
    await Promise.all([ask(server), ask(server), ask(server)]);
    expect(create).toHaveBeenCalledTimes(3);
    await Promise.all([ask(server), ask(server), ask(server)]);
    expect(create).toHaveBeenCalledTimes(4);
  });

  it('knows so many clients, and forgets the one who came first', async () => {
    const { server, create } = await warm();
    const number = (at: number) => ({ headers: { 'x-principal': `caller-${at}` } });
    for (let at = 0; at < 256; at += 1) await ask(server, number(at));
    create.mockClear();
    await ask(server, number(1));
    expect(create).toHaveBeenCalledTimes(1);
    create.mockClear();
    await ask(server);
    await ask(server);
    expect(create).toHaveBeenCalledTimes(2);
  });

  it('aborts what is in flight when it is closed', async () => {
    const dispatcher = new FakeDispatcher();
    const era = new ModernEra(mcpFactory({ dispatcher }), () => undefined);
    const endpoint = new McpEndpoint(era, legacyEra(), dispatcher);
    const server = await serveEra((exchange) => endpoint.handle(exchange));
    closing.push(() => server.close());
    await ask(server);
    const reached = held(dispatcher);
    const answer = ask(server);
    const { signal } = (await reached).call;
    await era.close();
    expect(signal?.aborted).toBe(true);
    expect(await answer).toMatchObject({ status: 499, text: '' });
  });
});
