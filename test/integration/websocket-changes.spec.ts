import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type Environment, type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';
import type { Message } from '../fixtures/mcp-messages.js';
import { type SocketOptions, SocketClient } from '../fixtures/socket-client.js';

const GHENT = { domain: [['city', '=', 'Ghent']], fields: ['name', 'city'] };

interface Told {
  readonly event?: Message;
  readonly cursor?: string;
}

describe('changes over /mcp/ws', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  const clients: SocketClient[] = [];

  const start = (settings: Environment = {}) =>
    startGateway({
      ...sandboxSettings(sandbox),
      MCP_MODE: 'readwrite',
      CHANGES_POLL_SECONDS: '1',
      RATE_LIMIT_REQUESTS: '100000',
      STATE_SECRET: 'a-secret-that-replicas-share-in-tests',
      ...settings,
    });

  beforeAll(async () => {
    sandbox = await startSandbox({ partners: 20 });
    gateway = await start();
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  async function watch(params: object = {}, to = gateway, options?: SocketOptions): Promise<SocketClient> {
    const client = await SocketClient.connect(to.url, options);
    clients.push(client);
    client.send({ method: 'changes/watch', params: { model: 'res.partner', ...params }, id: 'w' });
    return client;
  }

  async function next(client: SocketClient): Promise<Told> {
    const { method, params } = (await client.next()) as Message;
    expect(method).toBe('changes/event');
    const { id, ...told } = params as Message;
    expect(id).toBe('w');
    return told;
  }

  async function call(name: string, args: object): Promise<Message> {
    const { body } = await gateway.post('/mcp/tools/call', { name, arguments: { model: 'res.partner', ...args } });
    return (body as { result: Message }).result;
  }

  const create = async (values: object) => (await call('odoo_create', { values }))['created_id'] as number;
  const told = (type: string, id: number, record?: object) => ({
    event: { type, model: 'res.partner', id, ...(record && { record: { id, ...record } }) },
    cursor: expect.any(String) as string,
  });

  it('come as notifications, with fields where they were asked for', async () => {
    const client = await watch(GHENT);
    expect(await next(client)).toMatchObject({ event: { type: 'ready', model: 'res.partner', deletions: true } });
    const id = await create({ name: 'a', city: 'Ghent' });
    expect(await next(client)).toEqual(told('created', id, { name: 'a', city: 'Ghent' }));
    await call('odoo_write', { ids: [id], values: { city: 'Namur' } });
    expect(await next(client)).toEqual(told('left', id));
    await call('odoo_unlink', { ids: [id] });
    expect(await next(client)).toEqual(told('deleted', id));
  });

  it('go on behind the cursor of the last event, at another replica too', async () => {
    const first = await watch();
    await next(first);
    const one = await create({ name: 'one' });
    const { event, cursor } = await next(first);
    expect(event).toMatchObject({ type: 'created', id: one });
    await first.close();
    const two = await create({ name: 'two' });
    const elsewhere = await start();
    const second = await watch({ cursor }, elsewhere);
    expect(await next(second)).toEqual(told('created', two));
    expect(await next(second)).toMatchObject({ event: { type: 'ready' } });
    await elsewhere.close();
  });

  it('do not go on from the cursor of another caller or of another model', async () => {
    const first = await watch();
    const { cursor } = await next(first);
    await create({ name: 'not for others' });
    const keyless = await start({ API_KEY: '' });
    const stranger = await watch({ cursor }, keyless, {});
    expect(await next(stranger)).toMatchObject({ event: { type: 'reset' } });
    expect(await next(stranger)).toMatchObject({ event: { type: 'ready' } });
    const users = await watch({ cursor, model: 'res.users' });
    expect(await next(users)).toMatchObject({ event: { type: 'reset', model: 'res.users' } });
    await keyless.close();
  });

  it.each([
    ['a model that does not exist', { model: 'no.model' }, 'not_found'],
    ['a protected model', { model: 'ir.config_parameter' }, 'forbidden'],
    ['a protected field', { model: 'res.users', fields: ['password'] }, 'forbidden'],
    ['a domain on one', { model: 'res.users', domain: [['password', '!=', false]] }, 'forbidden'],
    ['a field that does not exist', { fields: ['nothing'] }, 'invalid_arguments'],
    ['a domain that is none', { domain: 'name' }, 'invalid_arguments'],
    ['nothing', { model: undefined }, 'invalid_arguments'],
  ])('of %s are refused', async (_what, params, code) => {
    const client = await watch(params);
    expect(await client.next()).toMatchObject({ id: 'w', error: { data: { code } } });
  });

  it('end with the gateway, which does not wait for them, with the cursor that goes on elsewhere', async () => {
    const other = await start({ SHUTDOWN_GRACE_MS: '60000' });
    const client = await watch({}, other);
    const { cursor } = await next(client);
    await other.close();
    expect(await client.next()).toMatchObject({ id: 'w', error: { data: { code: 'gateway_unavailable', cursor } } });
    expect(await client.closed).toMatchObject({ code: 1001 });
  });
});
