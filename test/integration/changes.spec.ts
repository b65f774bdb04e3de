import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { EventStream } from '../fixtures/event-stream.js';
import { type Environment, type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';

const CHANGES = '/odoo/models/res.partner/changes';
const GHENT = `${CHANGES}?${new URLSearchParams({ domain: '[["city","=","Ghent"]]', fields: 'name,city' }).toString()}`;

describe('live changes', () => {
  let sandbox: Sandbox;
  /** The gateway that is listened to, and another one in which somebody works. */
  let gateway: RunningGateway;
  let elsewhere: RunningGateway;
  const streams: EventStream[] = [];

  async function start(settings: Environment = {}): Promise<RunningGateway> {
    return startGateway({
      ...sandboxSettings(sandbox),
      MCP_MODE: 'readwrite',
      CHANGES_POLL_SECONDS: '1',
      RATE_LIMIT_REQUESTS: '100000',
      STATE_SECRET: 'a-secret-that-replicas-share-in-tests',
      ...settings,
    });
  }

  beforeAll(async () => {
    sandbox = await startSandbox({ partners: 20 });
    [gateway, elsewhere] = [await start(), await start()];
  });

  afterEach(() => {
    for (const stream of streams.splice(0)) stream.close();
  });

  afterAll(async () => {
    await gateway.close();
    await elsewhere.close();
    await sandbox.close();
  });

  async function listen(path = CHANGES, headers: Environment = {}, to = gateway): Promise<EventStream> {
    const stream = await EventStream.open(to.url + path, headers);
    streams.push(stream);
    return stream;
  }

  async function listening(...args: Parameters<typeof listen>): Promise<EventStream> {
    const stream = await listen(...args);
    expect(await stream.next()).toEqual({ type: 'ready', model: 'res.partner', deletions: true });
    return stream;
  }

  async function send(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${elsewhere.url}/odoo/models/res.partner/records${path}`, {
      method,
      headers: { 'x-api-key': TEST_KEY, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    expect(answer.ok).toBe(true);
    return answer.json();
  }

  async function create(values: unknown): Promise<number> {
    const { created_id: id } = (await send('POST', '', values)) as { created_id: number };
    return id;
  }

  const told = (type: string, id: number, record?: object) => ({
    type,
    model: 'res.partner',
    id,
    ...(record && { record: { id, ...record } }),
  });

  it('come as events, whoever made them', async () => {
    const stream = await listening();
    const id = await create({ name: 'a' });
    expect(await stream.next()).toEqual(told('created', id));
    await send('PATCH', `/${id}`, { name: 'b' });
    expect(await stream.next()).toEqual(told('updated', id));
    await send('DELETE', `/${id}`);
    expect(await stream.next()).toEqual(told('deleted', id));
    expect(stream.answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.answer.headers.get('x-accel-buffering')).toBe('no');
    expect(stream.answer.headers.get('x-request-id')).toMatch(/[\w-]{36}/);
  });

  it('come with the fields that were asked for, of the records that were asked for', async () => {
    const stream = await listening(GHENT);
    await create({ name: 'elsewhere' });
    const id = await create({ name: 'a', city: 'Ghent' });
    expect(await stream.next()).toEqual(told('created', id, { name: 'a', city: 'Ghent' }));
    await send('PATCH', `/${id}`, { city: 'Namur' });
    expect(await stream.next()).toEqual(told('left', id));
  });

  it('go on behind the last event that was taken, at another replica too', async () => {
    const first = await listening();
    const one = await create({ name: 'one' });
    expect(await first.next()).toEqual(told('created', one));
    first.close();
    const two = await create({ name: 'two' });
    const second = await listen(CHANGES, { 'last-event-id': first.lastId }, elsewhere);
    expect(await second.next()).toEqual(told('created', two));
    expect(await second.next()).toMatchObject({ type: 'ready' });
  });

  it('say so where nobody knows what was missed', async () => {
    const stream = await listen(CHANGES, { 'last-event-id': 'made-up' });
    expect(await stream.next()).toEqual({ type: 'reset', model: 'res.partner' });
    expect(await stream.next()).toMatchObject({ type: 'ready' });
  });

  it('wait for an Odoo that is away, and lose nothing', async () => {
    const stream = await listening();
    sandbox.faults.set({ answer: 'http-502', match: { method: 'search_read' } });
    expect(await stream.next()).toEqual({ type: 'waiting', model: 'res.partner' });
    const id = await create({ name: 'a' });
    sandbox.faults.clear();
    expect(await stream.next()).toEqual(told('created', id));
    expect(await stream.next()).toMatchObject({ type: 'ready' });
  });

  it('wait where more has just changed than can be kept in mind, and go on by themselves', async () => {
    const forgetful = await start({ CHANGES_MAX_RECORDS: '5', CHANGES_OVERLAP_SECONDS: '1' });
    await Promise.all(Array.from({ length: 10 }, () => create({ name: 'imported' })));
    const stream = await listen(CHANGES, {}, forgetful);
    expect(stream.answer.status).toBe(200);
    expect(await stream.next()).toEqual({ type: 'waiting', model: 'res.partner' });
    expect(await stream.next()).toEqual({ type: 'reset', model: 'res.partner' });
    expect(await stream.next()).toEqual({ type: 'ready', model: 'res.partner', deletions: false });
    const id = await create({ name: 'a' });
    expect(await stream.next()).toEqual(told('created', id));
    await forgetful.close();
  });

  it.each([
    ['a model that does not exist', '/odoo/models/no.model/changes', 404, 'not_found'],
    ['a protected model', '/odoo/models/ir.config_parameter/changes', 403, 'forbidden'],
    ['a protected field', '/odoo/models/res.users/changes?fields=password', 403, 'forbidden'],
    ['a domain on one', '/odoo/models/res.users/changes?domain=[["password","!=",false]]', 403, 'forbidden'],
    ['a domain that is none', `${CHANGES}?domain=name`, 400, 'invalid_arguments'],
    ['a field that does not exist', `${CHANGES}?fields=nothing`, 400, 'invalid_arguments'],
    ['anything else in the query', `${CHANGES}?limit=1`, 400, 'invalid_arguments'],
  ])('of %s are refused before anything is streamed', async (_what, path, status, code) => {
    const { answer } = await listen(path);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { code } });
  });

  it('need the key', async () => {
    const { answer } = await listen(CHANGES, { authorization: 'Bearer wrong-key-wrong-key' });
    expect(answer.status).toBe(401);
    await answer.text();
  });

  it('have no body for HEAD, and do not keep it waiting', async () => {
    const answer = await fetch(gateway.url + CHANGES, { method: 'HEAD', headers: { 'x-api-key': TEST_KEY } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(await answer.text()).toBe('');
  });

  it('end with the gateway, which does not wait for them', async () => {
    const other = await start({ SHUTDOWN_GRACE_MS: '60000' });
    const stream = await listening(CHANGES, {}, other);
    await other.close();
    expect(await stream.nextBlock()).toEqual({ retry: expect.stringMatching(/^[1-5]\d{3}$/) as string });
    expect(await stream.nextBlock()).toBeUndefined();
  });
});
