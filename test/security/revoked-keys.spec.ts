import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { AccessFolder, hashOf } from '../fixtures/access-files.js';
import { EventStream } from '../fixtures/event-stream.js';
import { type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';
import { type HoldingProxy, startHoldingProxy } from '../fixtures/holding-proxy.js';
import { McpWire } from '../fixtures/mcp-wire.js';
import { SocketClient } from '../fixtures/socket-client.js';
import { until } from '../fixtures/until.js';

const VICTIM = 'odoo_the-key-that-is-revoked-in-tests';
const OTHER = 'odoo_the-key-that-nobody-touches';
const CHANGES = '/odoo/models/res.partner/changes';
const ROWS = { model: 'res.partner', limit: 300 };

const file = (...keys: readonly string[]) => `keys:\n${keys.map((key) => `  - ${key}\n`).join('')}`;
const victim = (members = '') => `{ id: victim, secrets: [{ hash: "${hashOf(VICTIM)}" }]${members} }`;
const other = `{ id: other, secrets: [{ hash: "${hashOf(OTHER)}" }] }`;
const shows = (key: string) => ({ authorization: `Bearer ${key}`, 'x-api-key': key });

describe('a key of the access file', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let folder: AccessFolder;
  /** The way to Odoo. */
  let proxy: HoldingProxy;
  const leaving: (() => void)[] = [];

  beforeAll(async () => {
    sandbox = await startSandbox({ partners: 300 });
    proxy = await startHoldingProxy(sandbox.url);
  });

  beforeEach(async () => {
    folder = new AccessFolder(file(victim(), other));
    gateway = await startGateway({
      ...sandboxSettings(sandbox),
      ODOO_URL: proxy.url,
      API_KEY: '',
      ACCESS_FILE: folder.path,
      CHANGES_POLL_SECONDS: '1',
      STREAM_CHUNK_SIZE: '1',
      RATE_LIMIT_REQUESTS: '1000000',
      RATE_LIMIT_REFUSALS: '1000000',
    });
  });

  afterEach(async () => {
    for (const leave of leaving.splice(0)) leave();
    await gateway.close();
    folder.remove();
  });

  afterAll(async () => {
    await proxy.close();
    await sandbox.close();
  });

  const statusOf = async (key: string) => (await fetch(`${gateway.url}/mcp/mode`, { headers: shows(key) })).status;

  async function openSocket(key: string): Promise<SocketClient> {
    const client = await SocketClient.connect(gateway.url, { headers: shows(key) });
    leaving.push(() => client.socket.terminate());
    return client;
  }

  /** All that a client can have open: each of these would go on by itself. */
  async function openEverything(key: string) {
    const wire = new McpWire(gateway, key);
    const notifications = { resourceSubscriptions: ['odoo://models/res.partner'] };
    const modern = wire.modern('subscriptions/listen', { notifications });
    const changes = await EventStream.open(gateway.url + CHANGES, shows(key));
    leaving.push(() => changes.close());
    expect(await changes.next()).toMatchObject({ type: 'ready' });
    const [watching, streaming, idle] = [await openSocket(key), await openSocket(key), await openSocket(key)];
    watching.send({ method: 'changes/watch', params: { model: 'res.partner' }, id: 'w' });
    expect(await watching.next()).toMatchObject({ method: 'changes/event' });
    streaming.send({ method: 'tools/stream', params: { name: 'odoo_search', arguments: ROWS, credit: 1 }, id: 's' });
    expect(await streaming.next()).toMatchObject({ method: 'stream/start' });
    const session = await wire.openSession();
    const listening = await fetch(`${gateway.url}/mcp`, {
      headers: { ...shows(key), accept: 'text/event-stream', 'mcp-session-id': session },
    });
    expect(listening.status).toBe(200);
    return { wire, modern, changes, watching, streaming, idle, session, listening };
  }

  it('is not known any more once it was revoked, and all that it has open ends', async () => {
    const mine = await openEverything(VICTIM);
    const theirs = await openSocket(OTHER);
    folder.replace(file(other));
    expect(await mine.changes.next()).toMatchObject({ type: 'error', error: { code: 'unauthenticated' } });
    expect(await mine.changes.next()).toBeUndefined();
    expect(await mine.watching.next()).toMatchObject({ id: 'w', error: { data: { code: 'unauthenticated' } } });
    const closed = [mine.watching, mine.streaming, mine.idle].map(async (client) => (await client.closed).code);
    expect(await Promise.all(closed)).toEqual([1008, 1008, 1008]);
    await mine.listening.text();
    expect(await mine.modern).toMatchObject({ status: 200, body: { result: { resultType: 'complete' } } });
    expect([await statusOf(VICTIM), await statusOf(OTHER)]).toEqual([401, 200]);
    expect(await theirs.ask({ method: 'tools/list' })).toMatchObject({ result: {} });
  });

  it('has its new rights once it was changed, and what listened with the old ones comes back', async () => {
    const mine = await openEverything(VICTIM);
    folder.replace(file(victim(', caps: { rows: 1 }'), other));
    expect(await mine.changes.next()).toMatchObject({
      type: 'error',
      error: { code: 'gateway_unavailable', retryable: true },
    });
    expect((await mine.idle.closed).code).toBe(1008);
    await mine.listening.text();
    expect((await mine.wire.legacy('tools/list', {}, mine.session)).status).toBe(404);
    expect(await statusOf(VICTIM)).toBe(200);
    const again = await EventStream.open(gateway.url + CHANGES, {
      ...shows(VICTIM),
      'last-event-id': mine.changes.lastId,
    });
    leaving.push(() => again.close());
    expect(await again.next()).toMatchObject({ type: 'ready' });
  });

  it('has the calls answered that were in flight when it was revoked, over every door', async () => {
    const call = { name: 'odoo_count', arguments: { model: 'res.partner' } };
    const wire = new McpWire(gateway, VICTIM);
    const session = await wire.openSession();
    const socket = await openSocket(VICTIM);
    expect(await socket.ask({ method: 'tools/call', params: call })).toMatchObject({ result: { count: 300 } });
    proxy.hold();
    const answers = [
      gateway.post('/mcp/tools/call', call, shows(VICTIM)),
      wire.modern('tools/call', call),
      wire.legacy('tools/call', call, session),
      socket.ask({ method: 'tools/call', params: call }),
    ];
    await until(() => proxy.held >= answers.length);
    folder.replace(file(other));
    while ((await statusOf(VICTIM)) === 200);
    proxy.deliver();
    for (const answer of await Promise.all(answers)) expect(JSON.stringify(answer)).toMatch(/\bcount\b.{0,4}300/);
    expect((await socket.closed).code).toBe(1008);
  });

  it('is refused when it has expired, in the words of a key that never was', async () => {
    const expired = `{ id: gone, secrets: [{ hash: "${hashOf('odoo_expired')}", expires: 2001-01-01T00:00:00Z }] }`;
    folder.replace(file(other, expired));
    while ((await statusOf(VICTIM)) === 200);
    const answers = ['odoo_expired', 'odoo_never-was'].map(async (key) => {
      const answer = await fetch(`${gateway.url}/mcp/mode`, { headers: shows(key) });
      return [answer.status, await answer.json()];
    });
    const [first, second] = await Promise.all(answers);
    expect(first).toEqual(second);
    expect(first?.[0]).toBe(401);
  });

  it('may come from its own addresses alone, over every door', async () => {
    await gateway.close();
    folder.replace(file(victim(', ips: [192.0.2.0/24]'), other));
    gateway = await startGateway({ ...sandboxSettings(sandbox), API_KEY: '', ACCESS_FILE: folder.path });
    expect([await statusOf(VICTIM), await statusOf(OTHER)]).toEqual([403, 200]);
    await expect(SocketClient.connect(gateway.url, { headers: shows(VICTIM) })).rejects.toThrow(/403/);
    expect((await new McpWire(gateway, VICTIM).modern('tools/list')).status).toBe(403);
  });

  it('does not leave the door open when the last one was revoked', async () => {
    folder.replace('keys: []');
    const { closed } = await openSocket(VICTIM);
    await closed;
    expect((await fetch(`${gateway.url}/mcp/mode`)).status).toBe(401);
  });
});
