import { type EraServer, serveEra } from '../../../../test/fixtures/era-server.js';
import { EventStream } from '../../../../test/fixtures/event-stream.js';
import { FakeChanges } from '../../../../test/fixtures/fake-changes.js';
import { fakeOnly } from '../../../../test/fixtures/fake-timers.js';
import { mcpFactory } from '../../../../test/fixtures/mcp-factory.js';
import { modern } from '../../../../test/fixtures/mcp-messages.js';
import { until } from '../../../../test/fixtures/until.js';
import { handOver } from './auth-info.js';
import { KEEP_ALIVE_MS } from './keep-alive.js';
import { ModernEra } from './modern.era.js';

const PARTNERS = 'odoo://models/res.partner';
const SEVEN = 'odoo://records/res.partner/7';
const ID = 'io.modelcontextprotocol/subscriptionId';
const LISTEN = 'subscriptions/listen';
const HEADERS = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': LISTEN };

const updated = (uri: string, id: number) => ({
  jsonrpc: '2.0',
  method: 'notifications/resources/updated',
  params: { uri, _meta: { [ID]: id } },
});

describe('HttpListening', () => {
  let changes: FakeChanges;
  let era: ModernEra;
  let server: EraServer;

  beforeEach(async () => {
    changes = new FakeChanges();
    era = new ModernEra(mcpFactory({ changes }), () => undefined);
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

  const requestFor = (id: number, uris: readonly unknown[]) => ({
    ...modern(LISTEN, { notifications: { resourceSubscriptions: uris } }),
    id,
  });

  async function listen(id: number, ...uris: readonly unknown[]): Promise<EventStream> {
    const hangUp = new AbortController();
    return new EventStream(await server.post(requestFor(id, uris), undefined, HEADERS, hangUp.signal), hangUp);
  }

  async function listening(id: number, ...uris: readonly string[]): Promise<EventStream> {
    const stream = await listen(id, ...uris);
    expect(await stream.next()).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/subscriptions/acknowledged',
      params: { notifications: { resourceSubscriptions: uris }, _meta: { [ID]: id } },
    });
    return stream;
  }

  it('tells each client of what it listens to, under the id of its request', async () => {
    const both = await listening(1, PARTNERS, SEVEN);
    const one = await listening(2, SEVEN);
    expect(changes.questions).toMatchObject([{ door: 'mcp', requestId: 'request-1' }, {}, {}]);
    changes.change('res.partner', 8, 7, 9);
    expect([await both.next(), await both.next()]).toEqual([updated(PARTNERS, 1), updated(SEVEN, 1)]);
    expect(await one.next()).toEqual(updated(SEVEN, 2));
    changes.change('res.partner', 8);
    changes.change('res.partner', 7);
    expect(await one.next()).toEqual(updated(SEVEN, 2));
    both.close();
    one.close();
  });

  it.each([
    ['odoo://models/closed', 'forbidden'],
    ['odoo://config', 'invalid_arguments'],
  ])('refuses a request for %s as a whole', async (uri, code) => {
    const { answer } = await listen(1, PARTNERS, uri);
    expect(await answer.json()).toMatchObject({ id: 1, error: { code: -32602, data: { uri, code } } });
    expect(changes.questions).toEqual([]);
  });

  it('refuses a request for more than one may listen to', async () => {
    const { answer } = await listen(1, PARTNERS, SEVEN, 'odoo://models/a', 'odoo://models/b');
    expect(await answer.json()).toMatchObject({ error: { data: { uri: 'odoo://models/b', code: 'rate_limited' } } });
    expect(changes.questions).toEqual([]);
  });

  it('leaves a request without resources, or with what are none, to the SDK', async () => {
    const nothing = await listen(1);
    expect(await nothing.next()).toMatchObject({ params: { notifications: {} } });
    expect(await nothing.next()).toMatchObject({ id: 1, result: { resultType: 'complete' } });
    const { answer } = await listen(2, 7);
    expect(await answer.json()).toMatchObject({ error: { code: -32602 } });
    expect(changes.questions).toEqual([]);
  });

  it('follows nothing for a request that the SDK refuses', async () => {
    const answer = await server.post(requestFor(1, [SEVEN]), undefined, { ...HEADERS, 'mcp-method': 'tools/list' });
    expect(answer.status).toBe(400);
    await answer.text();
    await until(() => changes.questions.length === 0);
    expect(changes.questions).toEqual([]);
  });

  it('ends with its client, whether it has begun or not', async () => {
    (await listening(1, SEVEN)).close();
    await until(() => changes.questions.length === 0);
    changes.ready = false;
    const leaving = new AbortController();
    const opening = server.post(requestFor(2, [SEVEN, PARTNERS]), undefined, HEADERS, leaving.signal);
    const left = opening.catch((error: unknown) => error);
    await until(() => changes.questions.length === 1);
    leaving.abort();
    await left;
    await until(() => changes.questions.length === 0);
    expect(changes.questions).toEqual([]);
  });

  it.each([
    ['the gateway is about to end', () => era.endListening()],
    ['the feed ends', () => changes.endAll()],
    ['its model may not be followed any more', () => changes.fail(new Error('odd'))],
  ])('answers the request when %s', async (_why, end) => {
    const stream = await listening(1, SEVEN);
    end();
    expect(await stream.next()).toMatchObject({ id: 1, result: { resultType: 'complete', _meta: { [ID]: 1 } } });
    expect(await stream.next()).toBeUndefined();
    expect(changes.questions).toEqual([]);
  });

  it('tells what happened while a request was long in beginning', async () => {
    fakeOnly('setInterval', 'clearInterval', 'setTimeout', 'clearTimeout');
    changes.ready = false;
    const opening = listen(1, PARTNERS, SEVEN);
    await until(() => changes.questions.length === 1);
    jest.advanceTimersByTime(KEEP_ALIVE_MS);
    const stream = await opening;
    expect(await stream.nextBlock()).toEqual({ comment: 'keepalive' });
    changes.change('res.partner', 7);
    await until(() => changes.questions.length === 2);
    changes.ready = true;
    changes.change('res.partner', 7);
    jest.advanceTimersByTime(KEEP_ALIVE_MS);
    const told = [await stream.next(), await stream.next(), await stream.next()];
    expect(told.slice(1)).toEqual([updated(PARTNERS, 1), updated(SEVEN, 1)]);
    stream.close();
  });
});
