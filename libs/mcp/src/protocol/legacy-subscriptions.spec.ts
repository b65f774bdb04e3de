import { type EraServer, serveEra } from '../../../../test/fixtures/era-server.js';
import { EventStream } from '../../../../test/fixtures/event-stream.js';
import { FakeChanges } from '../../../../test/fixtures/fake-changes.js';
import { legacyEra } from '../../../../test/fixtures/legacy-era.js';
import { until } from '../../../../test/fixtures/until.js';
import { handOver } from './auth-info.js';
import type { LegacyEra } from './legacy.era.js';

const PARTNERS = 'odoo://models/res.partner';
const SEVEN = 'odoo://records/res.partner/7';

const updated = (uri: string) => ({ jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri } });

describe('LegacyEra, with subscriptions', () => {
  let changes: FakeChanges;
  let era: LegacyEra;
  let server: EraServer;
  let session: string;

  beforeEach(async () => {
    changes = new FakeChanges();
    era = legacyEra({ changes });
    server = await serveEra(async (exchange) => {
      handOver(exchange);
      await era.handle(exchange);
    });
    session = await server.openSession();
  });

  afterEach(async () => {
    await era.close();
    await server.close();
  });

  const ask = async (method: string, uri: string) => (await server.ask(method, { uri }, { session })).body;
  const subscribe = (uri: string) => ask('resources/subscribe', uri);

  async function listen(): Promise<EventStream> {
    const hangUp = new AbortController();
    return new EventStream(await server.fetch('GET', session, hangUp.signal), hangUp);
  }

  it('says that it can be subscribed to', async () => {
    const { body } = await server.ask('initialize', {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'test', version: '1' },
    });
    expect(body).toMatchObject({ result: { capabilities: { resources: { subscribe: true, listChanged: false } } } });
  });

  it('tells of changes on the stream on which the client listens, until it unsubscribes', async () => {
    const stream = await listen();
    expect(await subscribe(SEVEN)).toMatchObject({ result: {} });
    expect(changes.questions).toMatchObject([{ model: 'res.partner', door: 'mcp', requestId: 'request-1' }]);
    await subscribe(PARTNERS);
    changes.change('res.partner', 7, 8);
    expect([await stream.next(), await stream.next()]).toEqual([updated(SEVEN), updated(PARTNERS)]);
    expect(await ask('resources/unsubscribe', SEVEN)).toMatchObject({ result: {} });
    changes.change('res.partner', 7);
    expect(await stream.next()).toEqual(updated(PARTNERS));
    expect(changes.questions).toHaveLength(1);
    stream.close();
  });

  it('keeps one notice of each for a client that does not listen, until it does', async () => {
    await subscribe(SEVEN);
    for (const id of [7, 8, 7]) changes.change('res.partner', id);
    const stream = await listen();
    expect(await stream.next()).toEqual(updated(SEVEN));
    await subscribe(PARTNERS);
    changes.change('res.partner', 8);
    expect(await stream.next()).toEqual(updated(PARTNERS));
    stream.close();
  });

  it.each([
    ['odoo://models/closed', 'forbidden'],
    ['odoo://users', 'invalid_arguments'],
  ])('refuses %s', async (uri, code) => {
    expect(await subscribe(uri)).toMatchObject({ error: { code: -32602, data: { uri, code } } });
    expect(changes.questions).toEqual([]);
  });

  it('refuses more than a session may have', async () => {
    for (const model of ['a', 'b', 'c']) await subscribe(`odoo://models/${model}`);
    expect(await subscribe('odoo://models/d')).toMatchObject({ error: { data: { code: 'rate_limited' } } });
  });

  it('says that a resource has changed when it cannot be followed any more, for who reads it is told why', async () => {
    const stream = await listen();
    await subscribe(SEVEN);
    changes.fail(new Error('odd'));
    expect(await stream.next()).toEqual(updated(SEVEN));
    expect(changes.questions).toEqual([]);
    stream.close();
  });

  it.each([
    ['its client ends it', () => server.fetch('DELETE', session)],
    ['the gateway ends', () => era.close()],
  ])('leaves nothing of a session behind when %s', async (_why, end) => {
    await subscribe(SEVEN);
    changes.ready = false;
    const subscribing = subscribe(PARTNERS).catch(() => undefined);
    await until(() => changes.questions.length === 2);
    await end();
    expect(changes.questions).toEqual([]);
    await subscribing;
  });
});
