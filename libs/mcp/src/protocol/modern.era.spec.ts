import { once } from 'node:events';
import type { ToolOutcome } from '#libs/contracts';
import { type EraServer, serveEra } from '../../../../test/fixtures/era-server.js';
import { FakeDispatcher } from '../../../../test/fixtures/fake-dispatcher.js';
import { mcpFactory } from '../../../../test/fixtures/mcp-factory.js';
import { fakeOnly } from '../../../../test/fixtures/fake-timers.js';
import { handOver } from './auth-info.js';
import { ModernEra } from './modern.era.js';

const VERSION = '2026-07-28';
const KEEP_ALIVE_MS = 15_000;
const COMMENT = ': keepalive\n\n';

const call = {
  jsonrpc: '2.0',
  id: 7,
  method: 'tools/call',
  params: {
    name: 'look',
    _meta: {
      'io.modelcontextprotocol/protocolVersion': VERSION,
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  },
};
const headers = { 'mcp-protocol-version': VERSION, 'mcp-method': 'tools/call', 'mcp-name': 'look' };

describe('ModernEra', () => {
  let dispatcher: FakeDispatcher;
  let era: ModernEra;
  let server: EraServer;
  /** Resolves when the call has reached the dispatcher, with what ends it. */
  let arrived: Promise<(outcome: ToolOutcome) => void>;

  beforeEach(async () => {
    fakeOnly('setInterval', 'clearInterval', 'setTimeout', 'clearTimeout');
    dispatcher = new FakeDispatcher();
    arrived = new Promise((resolve) => {
      dispatcher.answer = () => new Promise(resolve);
    });
    era = new ModernEra(mcpFactory({ dispatcher }), () => undefined);
    server = await serveEra(async (exchange) => {
      handOver(exchange);
      await era.handle(exchange);
    });
  });

  afterEach(async () => {
    await era.close();
    await server.close();
    jest.useRealTimers();
  });

  it('answers with JSON what does not take long', async () => {
    const answer = server.post(call, undefined, headers);
    (await arrived)({ result: {}, text: 'done', structured: false });
    const { headers: given } = await answer;
    expect(given.get('content-type')).toBe('application/json');
    expect(await (await answer).json()).toMatchObject({ id: 7, result: { content: [{ text: 'done' }] } });
  });

  it('keeps a response alive that takes long, and answers on it', async () => {
    const answer = server.post(call, undefined, headers);
    const finish = await arrived;
    jest.advanceTimersByTime(KEEP_ALIVE_MS);
    const { status, headers: given, body } = await answer;
    expect([status, given.get('content-type')]).toEqual([200, 'text/event-stream']);
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe(COMMENT);
    jest.advanceTimersByTime(KEEP_ALIVE_MS);
    expect((await reader?.read())?.value).toBe(COMMENT);
    finish({ result: {}, text: 'done', structured: false });
    const event = (await reader?.read())?.value ?? '';
    expect(event).toMatch(/^event: message\ndata: .+\n\n$/);
    expect(JSON.parse(event.slice('event: message\ndata: '.length))).toMatchObject({
      id: 7,
      result: { content: [{ text: 'done' }] },
    });
    expect((await reader?.read())?.done).toBe(true);
  });

  it.each([
    ['before', 0],
    ['after', KEEP_ALIVE_MS],
  ])('ends a call whose client leaves %s the response has begun', async (_when, silence) => {
    const leaving = new AbortController();
    const reached = new Promise<AbortSignal>((resolve) => {
      dispatcher.answer = ({ signal }) => new Promise(() => resolve(signal as AbortSignal));
    });
    const answer = server.post(call, undefined, headers, leaving.signal).catch(() => undefined);
    const signal = await reached;
    const aborted = once(signal, 'abort');
    jest.advanceTimersByTime(silence);
    if (silence > 0) await answer;
    leaving.abort();
    await aborted;
    expect(signal.aborted).toBe(true);
  });
});
