import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type Environment, type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { SocketClient } from '../fixtures/socket-client.js';
import { SocketTransport } from '../fixtures/socket.transport.js';
import { until } from '../fixtures/until.js';

const PARTNERS = 'odoo://models/res.partner';

/** A client that is told of resources. */
interface Subscriber {
  readonly told: string[];
  readonly subscribe: (...uris: readonly string[]) => Promise<Subscribed>;
  /** Leaves, with a word to the server where the era has one. */
  readonly close: () => Promise<void>;
}

interface Subscribed {
  readonly stop: () => Promise<unknown>;
  /** How it has ended, where the era tells. */
  readonly ended: Promise<string>;
}

const WAYS = [
  { name: 'modern era', mode: 'auto', overSocket: false },
  { name: 'legacy era', mode: 'legacy', overSocket: false },
  { name: 'modern era, over a WebSocket', mode: 'auto', overSocket: true },
  { name: 'legacy era, over a WebSocket', mode: 'legacy', overSocket: true },
] as const;

type Way = (typeof WAYS)[number];

async function connect({ mode, overSocket }: Way, { url }: RunningGateway): Promise<Subscriber> {
  const told: string[] = [];
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => void told.push(params.uri));
  const http = new StreamableHTTPClientTransport(new URL('/mcp', url), {
    requestInit: { headers: { authorization: `Bearer ${TEST_KEY}` } },
  });
  await client.connect(overSocket ? new SocketTransport((await SocketClient.connect(url)).socket) : http);
  return {
    told,
    subscribe: async (...uris) => {
      if (mode === 'auto') {
        const subscription = await client.listen({ resourceSubscriptions: [...uris] });
        return { stop: () => subscription.close(), ended: subscription.closed };
      }
      for (const uri of uris) await client.subscribeResource({ uri });
      const stop = () => Promise.all(uris.map((uri) => client.unsubscribeResource({ uri })));
      return { stop, ended: Promise.resolve('graceful') };
    },
    close: async () => {
      // A gateway that has ended has no sessions.
      await http.terminateSession().catch(() => undefined);
      await client.close();
    },
  };
}

describe.each(WAYS)('subscriptions of MCP, $name', (way) => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  const subscribers: Subscriber[] = [];

  const start = (settings: Environment = {}) =>
    startGateway({
      ...sandboxSettings(sandbox),
      MCP_MODE: 'readwrite',
      CHANGES_POLL_SECONDS: '1',
      RATE_LIMIT_REQUESTS: '100000',
      ...settings,
    });

  beforeAll(async () => {
    sandbox = await startSandbox({ partners: 20 });
    gateway = await start();
  });

  afterEach(async () => {
    for (const subscriber of subscribers.splice(0)) await subscriber.close();
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  async function connected(to = gateway): Promise<Subscriber> {
    const subscriber = await connect(way, to);
    subscribers.push(subscriber);
    return subscriber;
  }

  async function call(name: string, args: object): Promise<Record<string, unknown>> {
    const { body } = await gateway.post('/mcp/tools/call', { name, arguments: args });
    return (body as { result: Record<string, unknown> }).result;
  }

  async function create(): Promise<number> {
    const { created_id: id } = await call('odoo_create', { model: 'res.partner', values: { name: 'a' } });
    return id as number;
  }

  const recordOf = (id: number) => `odoo://records/res.partner/${id}`;

  it('tell of what may have changed while so much had that they could not begin', async () => {
    const forgetful = await start({ CHANGES_MAX_RECORDS: '5', CHANGES_OVERLAP_SECONDS: '1' });
    await Promise.all(Array.from({ length: 10 }, create));
    const { told, subscribe, close } = await connect(way, forgetful);
    await subscribe(PARTNERS);
    await until(() => told.length === 1);
    await create();
    await until(() => told.length === 2);
    expect(told).toEqual([PARTNERS, PARTNERS]);
    await close();
    await forgetful.close();
  });

  it('tell of records that are changed, deleted and created', async () => {
    const { told, subscribe } = await connected();
    const id = await create();
    await subscribe(recordOf(id), PARTNERS);
    await call('odoo_write', { model: 'res.partner', ids: [id], values: { name: 'b' } });
    await until(() => told.length === 2);
    expect(told.splice(0).sort()).toEqual([PARTNERS, recordOf(id)]);
    await create();
    await until(() => told.length === 1);
    expect(told.splice(0)).toEqual([PARTNERS]);
    await call('odoo_unlink', { model: 'res.partner', ids: [id] });
    await until(() => told.length === 2);
    expect(told.sort()).toEqual([PARTNERS, recordOf(id)]);
  });

  it('are refused for what is protected, and for what is no such resource', async () => {
    const { subscribe } = await connected();
    for (const uri of ['odoo://models/ir.config_parameter', 'odoo://records/res.users.apikeys/1']) {
      await expect(subscribe(uri)).rejects.toMatchObject({ code: -32602, data: { uri, code: 'forbidden' } });
    }
    for (const uri of ['odoo://config', 'odoo://users', 'test://anything']) {
      await expect(subscribe(uri)).rejects.toMatchObject({ code: -32602, data: { uri, code: 'invalid_arguments' } });
    }
    await expect(subscribe('odoo://models/no.model')).rejects.toMatchObject({ data: { code: 'not_found' } });
  });

  it('leave their places when they are given up, and when their client has gone', async () => {
    const small = await start({ CHANGES_MAX_LISTENERS: '1' });
    const [first, second, third] = [await connected(small), await connected(small), await connected(small)];
    const { stop } = await first.subscribe(PARTNERS);
    await expect(second.subscribe(PARTNERS)).rejects.toMatchObject({ data: { code: 'gateway_unavailable' } });
    await stop();
    await soon(() => second.subscribe(PARTNERS));
    await second.close();
    await soon(() => third.subscribe(PARTNERS));
    await small.close();
  });

  it('end with the gateway, which does not wait for them', async () => {
    const other = await start({ SHUTDOWN_GRACE_MS: '60000' });
    const { subscribe } = await connected(other);
    const { ended } = await subscribe(PARTNERS);
    await other.close();
    expect(await ended).toBe('graceful');
  });
});

/** Tries again until it is let: that a client has gone is noticed a moment later. */
async function soon(subscribe: () => Promise<unknown>): Promise<void> {
  const isLet = () =>
    subscribe().then(
      () => true,
      () => false,
    );
  while (!(await isLet()));
}
