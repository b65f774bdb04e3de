import { StreamableHTTPClientTransport as TransportV2 } from '@modelcontextprotocol/client';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import type { McpClient } from '../e2e/clients/mcp-client.js';
import { sdkV1 } from '../e2e/clients/sdk-v1.js';
import { sdkV2 } from '../e2e/clients/sdk-v2.js';
import { EventStream } from '../fixtures/event-stream.js';
import { AccessFolder, hashOf } from '../fixtures/access-files.js';
import { type Environment, type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { type HoldingProxy, startHoldingProxy } from '../fixtures/holding-proxy.js';
import { McpWire } from '../fixtures/mcp-wire.js';
import { RealRedis } from '../fixtures/real-redis.js';
import { inTurn, REPLICA_SETTINGS } from '../fixtures/replicas.js';
import { until } from '../fixtures/until.js';

const PARTNERS = 'odoo://models/res.partner';
const SEARCH = { name: 'odoo_search', arguments: { model: 'res.partner', fields: ['id'], limit: 450 } };

/** Three gateways, one real Redis, and clients whose requests go to each in turn. */
describe('replicas', () => {
  let sandbox: Sandbox;
  let proxy: HoldingProxy;
  let redis: RealRedis;
  let settings: Environment;
  let gateways: RunningGateway[];
  let turn: typeof fetch;

  beforeAll(async () => {
    sandbox = await startSandbox({ partners: 500 });
    // Before the time of a test begins, for it may have to be installed.
    redis = await RealRedis.start();
    proxy = await startHoldingProxy(sandbox.url);
    settings = {
      ...sandboxSettings(sandbox),
      ...REPLICA_SETTINGS,
      ODOO_URL: proxy.url,
      REDIS_URL: redis.url,
      MCP_MODE: 'readwrite',
      CHANGES_POLL_SECONDS: '1',
      RATE_LIMIT_REQUESTS: '100000',
      REDIS_TIMEOUT_MS: '2000',
    };
    gateways = await Promise.all([1, 2, 3].map(() => startGateway(settings)));
    turn = inTurn(gateways);
  }, 300_000);

  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.close()));
    redis.remove();
    await proxy.close();
    await sandbox.close();
  });

  const at = (index: number): RunningGateway => gateways[index % gateways.length] as RunningGateway;

  async function call(name: string, args: object): Promise<Record<string, unknown>> {
    const { body } = await at(0).post('/mcp/tools/call', { name, arguments: args });
    return (body as { result: Record<string, unknown> }).result;
  }

  async function create(name: string): Promise<number> {
    const { created_id: id } = await call('odoo_create', { model: 'res.partner', values: { name } });
    return id as number;
  }

  const address = new URL('http://replicas.test/mcp');
  const requestInit = { headers: { authorization: `Bearer ${TEST_KEY}` } };

  describe.each<[string, () => Promise<McpClient>]>([
    ['SDK v1', () => sdkV1(new TransportV1(address, { requestInit, fetch: turn }))],
    ['SDK v2, legacy era', () => sdkV2(new TransportV2(address, { requestInit, fetch: turn }), 'legacy')],
  ])('serve one session of %s in turn', (_name, connect) => {
    let client: McpClient;

    beforeAll(async () => {
      client = await connect();
    });

    afterAll(() => client.close());

    it('with its list, calls and resources', async () => {
      // Four requests a round, so that each comes to every replica.
      for (let round = 0; round < 3; round += 1) {
        await client.list();
        expect(await client.list()).toContain('odoo_unlink');
        expect(await client.call(SEARCH)).toMatchObject({ isError: false });
        expect(await client.readResource(PARTNERS)).toContain('email');
      }
    });

    it('with progress', async () => {
      for (let round = 0; round < 3; round += 1) {
        expect((await client.withProgress?.(SEARCH))?.steps).toEqual([200, 400]);
      }
    });

    it('with calls that are cancelled elsewhere', async () => {
      for (let round = 0; round < 3; round += 1) {
        const { started, closed } = proxy.hold();
        await client.cancel?.(SEARCH, started);
        await closed;
        proxy.release();
      }
      expect(await client.call(SEARCH)).toMatchObject({ isError: false });
    });

    it('with questions to its person that are answered elsewhere', async () => {
      for (let round = 0; round < 3; round += 1) {
        const id = await create(`Agreed ${round}`);
        const found = await client.agreeing?.({ name: 'odoo_unlink', arguments: { model: 'res.partner', ids: [id] } });
        expect(found?.answer.isError).toBe(false);
        expect(found?.questions).toEqual([`Delete 1 record of res.partner (“Agreed ${round}”) for good?`]);
      }
    });

    it('with subscriptions, wherever it listens', async () => {
      const told: string[] = [];
      for (let round = 0; round < 3; round += 1) {
        const end = await client.subscribe?.(PARTNERS, (uri) => told.push(uri));
        await create(`Told ${round}`);
        await until(() => told.length > 0);
        expect(new Set(told)).toEqual(new Set([PARTNERS]));
        await end?.();
        // One request more, so that each subscription is made elsewhere.
        await client.list();
        told.length = 0;
      }
    });
  });

  describe('of one session', () => {
    const list = (gateway: RunningGateway, session: string, key = TEST_KEY) =>
      new McpWire(gateway, key).legacy('tools/list', {}, session);
    const statuses = (session: string) =>
      Promise.all(gateways.map(async (gateway) => (await list(gateway, session)).status));

    it('take no id that is forged, cut short, or of another secret', async () => {
      const session = await new McpWire(at(0)).openSession();
      const other = await startGateway({ ...settings, STATE_SECRET: 'a-secret-that-no-other-replica-has-1' });
      const strange = await new McpWire(other).openSession().finally(() => void other.close());
      for (const id of [`A${session.slice(1)}`, session.slice(0, -8), strange, 'made-up']) {
        expect(await statuses(id)).toEqual([404, 404, 404]);
      }
      expect(await statuses(session)).toEqual([200, 200, 200]);
    });

    it('end it together, and what is open of it', async () => {
      const session = await new McpWire(at(0)).openSession();
      const headers = { ...requestInit.headers, 'mcp-session-id': session, accept: 'text/event-stream' };
      const stream = await fetch(`${at(1).url}/mcp`, { headers });
      await fetch(`${at(2).url}/mcp`, { method: 'DELETE', headers });
      expect(await stream.text()).toBe('');
      expect(await statuses(session)).toEqual([404, 404, 404]);
    });

    it('go on when the one that opened it has gone', async () => {
      const leaving = await startGateway(settings);
      const session = await new McpWire(leaving).openSession();
      await leaving.close();
      expect(await statuses(session)).toEqual([200, 200, 200]);
    });

    it("answer somebody else's like one that does not exist", async () => {
      const folder = new AccessFolder(
        `keys:\n${['one', 'other'].map((id) => `  - { id: ${id}, secrets: [{ hash: ${hashOf(`the-secret-of-${id}`)} }] }\n`).join('')}`,
      );
      const keyed = await startGateway({ ...settings, API_KEY: '', ACCESS_FILE: folder.path });
      const session = await new McpWire(keyed, 'the-secret-of-one').openSession();
      const found = ['one', 'other'].map((id) => list(keyed, session, `the-secret-of-${id}`));
      const [own, foreign] = await Promise.all(found);
      await keyed.close();
      folder.remove();
      expect([own?.status, foreign?.status]).toEqual([200, 404]);
    });

    it('serve it while Redis is away, and begin none anew when it is back with what it had', async () => {
      const session = await new McpWire(at(0)).openSession();
      redis.freeze();
      const away = await statuses(session);
      redis.thaw();
      expect(away).toEqual([200, 200, 200]);
      await until(async () => (await statuses(session)).every((status) => status === 200));
    });
  });

  it('go on with pages and changes of each other', async () => {
    const search = { model: 'res.partner', fields: ['id'], limit: 10 };
    const first = await at(0).post('/mcp/tools/call', { name: 'odoo_search', arguments: search });
    const { next_cursor: cursor } = (first.body as { result: { next_cursor: string } }).result;
    const second = await at(1).post('/mcp/tools/call', { name: 'odoo_search', arguments: { ...search, cursor } });
    expect(second.body).toMatchObject({ result: { count: 10 } });

    const changes = '/odoo/models/res.partner/changes';
    const stream = await EventStream.open(at(0).url + changes);
    expect(await stream.next()).toMatchObject({ type: 'ready' });
    const id = await create('Before the change of replica');
    expect(await stream.next()).toMatchObject({ id });
    stream.close();
    const missed = await create('While nobody listened');
    const resumed = await EventStream.open(at(1).url + changes, { 'last-event-id': stream.lastId });
    expect(await resumed.next()).toMatchObject({ id: missed });
    resumed.close();
  });
});
