import type { ToolOutcome } from '#libs/contracts';
import { type EraServer, serveEra } from '../../../../test/fixtures/era-server.js';
import { fakeOnly } from '../../../../test/fixtures/fake-timers.js';
import { FakeDispatcher } from '../../../../test/fixtures/fake-dispatcher.js';
import { legacyEra } from '../../../../test/fixtures/legacy-era.js';
import { handOver } from './auth-info.js';
import type { LegacyEra } from './legacy.era.js';

const call = (id: number | string) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'look' } });
const cancel = (requestId: number | string) => ({
  jsonrpc: '2.0',
  method: 'notifications/cancelled',
  params: { requestId },
});
const outcome = (text: string): ToolOutcome => ({ result: { text }, text, structured: false });

/** The ids and texts of the results in a response, in their order. */
function resultsIn(stream: string): unknown[] {
  return Array.from(stream.matchAll(/^data: (.+)$/gm), ([, data = '']) => {
    const { id, result } = JSON.parse(data) as { id: unknown; result: { content: [{ text: string }] } };
    return [id, result.content[0].text];
  });
}

describe('a session of the legacy era', () => {
  /** Calls that wait for their outcome, in the order in which they came. */
  let waiting: Array<(outcome: ToolOutcome) => void>;
  let dispatcher: FakeDispatcher;
  let era: LegacyEra;
  let server: EraServer;
  let session: string;

  beforeEach(async () => {
    fakeOnly('setInterval', 'clearInterval');
    waiting = [];
    dispatcher = new FakeDispatcher();
    dispatcher.answer = () => new Promise((resolve) => waiting.push(resolve));
    era = legacyEra({ dispatcher, sessionIdleMs: 1_000_000 });
    server = await serveEra(async (exchange) => {
      handOver(exchange);
      await era.handle(exchange);
    });
    session = await server.openSession();
  });

  afterEach(async () => {
    await era.close();
    await server.close();
    jest.useRealTimers();
  });

  it('lets no two requests of the same id be under way', async () => {
    const first = await server.post(call(7), session);
    const second = await server.post(call(7), session);
    expect([second.status, await second.json()]).toEqual([
      400,
      { jsonrpc: '2.0', id: 7, error: { code: -32600, message: 'Another request with this id is under way.' } },
    ]);
    waiting[0]?.(outcome('first'));
    expect(resultsIn(await first.text())).toEqual([[7, 'first']]);
  });

  it('tells ids that are numbers from those that are texts', async () => {
    const answers = [await server.post(call(7), session), await server.post(call('7'), session)];
    waiting[1]?.(outcome('text'));
    waiting[0]?.(outcome('number'));
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(texts.map(resultsIn)).toEqual([[[7, 'number']], [['7', 'text']]]);
  });

  it('takes an id again once its request was answered, or refused', async () => {
    const refused = await server.post(call(7), session, { accept: 'application/json' });
    expect(refused.status).toBe(406);
    await refused.text();
    for (const text of ['once', 'twice']) {
      const answer = await server.post(call(7), session);
      waiting.pop()?.(outcome(text));
      expect(resultsIn(await answer.text())).toEqual([[7, text]]);
    }
  });

  it('takes no batch that has an id twice', async () => {
    expect((await server.post([call(1), call(1)], session)).status).toBe(400);
    expect(dispatcher.calls).toEqual([]);
  });

  it('ends the response of a request that is cancelled, and lets its id be used again', async () => {
    const cancelled = await server.post(call(7), session);
    expect((await server.post(cancel(7), session)).status).toBe(202);
    expect(await cancelled.text()).toBe('');
    expect(dispatcher.calls[0]?.signal?.aborted).toBe(true);
    const next = await server.post(call(7), session);
    waiting[0]?.(outcome('of the cancelled call'));
    waiting[1]?.(outcome('next'));
    expect(resultsIn(await next.text())).toEqual([[7, 'next']]);
  });

  it('answers the rest of a batch of which one request is cancelled', async () => {
    const batch = await server.post([call(1), call(2)], session);
    await server.post(cancel(1), session);
    waiting[1]?.(outcome('two'));
    expect(resultsIn(await batch.text())).toEqual([[2, 'two']]);
  });

  it('keeps responses alive on which nothing is said for long', async () => {
    const silent = [await server.fetch('GET', session), await server.post(call(7), session)];
    const readers = silent.map(({ body }) => body?.pipeThrough(new TextDecoderStream()).getReader());
    for (let round = 0; round < 2; round += 1) {
      jest.advanceTimersByTime(15_000);
      const read = await Promise.all(readers.map(async (reader) => reader?.read()));
      expect(read.map((chunk) => chunk?.value)).toEqual([': keepalive\n\n', ': keepalive\n\n']);
    }
    await Promise.all(readers.map(async (reader) => reader?.cancel()));
  });
});
