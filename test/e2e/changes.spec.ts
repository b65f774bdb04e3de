import { randomBytes } from 'node:crypto';
import { EventStream } from '../fixtures/event-stream.js';
import { SLOWEST_MS, Travel } from './ways.js';

jest.setTimeout(SLOWEST_MS);

type Event = NonNullable<Awaited<ReturnType<EventStream['next']>>>;

describe.each([
  { version: 19, user: 'admin', door: 'REST' },
  { version: 19, user: 'demo', door: 'REST' },
  { version: 14, user: 'admin', door: 'REST' },
  { version: 14, user: 'demo', door: 'REST' },
] as const)('live changes: $user on Odoo $version', (way) => {
  const token = `e2e-${randomBytes(5).toString('hex')}`;
  const streams: EventStream[] = [];
  let travel: Travel;

  beforeAll(async () => {
    travel = await Travel.start(way, { CHANGES_POLL_SECONDS: '1' });
  });

  afterEach(() => {
    for (const stream of streams.splice(0)) stream.close();
  });

  afterAll(async () => {
    try {
      await travel.admin.remove('res.partner', [['name', '=like', `${token}%`]]);
    } finally {
      await travel.close();
    }
  });

  async function listen(query: Record<string, string> = {}, headers: Record<string, string> = {}) {
    const path = `/odoo/models/res.partner/changes?${new URLSearchParams(query).toString()}`;
    const stream = await EventStream.open(travel.gateway.url + path, headers);
    streams.push(stream);
    return stream;
  }

  /** The next event of one record, for others work with this Odoo too. */
  async function next(stream: EventStream, id: number): Promise<Event> {
    for (;;) {
      const event = await stream.next();
      if (!event) throw new Error('The stream has ended.');
      if (event['id'] === id) return event;
    }
  }

  const create = (name: string) => travel.admin.create('res.partner', { name: `${token} ${name}` });
  const write = (id: number, vals: object) => travel.admin.ask('res.partner', 'write', [id], { vals });

  const ofThisTest = { domain: JSON.stringify([['name', '=like', `${token}%`]]), fields: 'name' };
  const told = (type: string, id: number, name: string) => {
    return { type, model: 'res.partner', id, record: { id, name: `${token} ${name}` } };
  };

  it('are told as they are made', async () => {
    const stream = await listen(ofThisTest);
    expect(await stream.next()).toEqual({ type: 'ready', model: 'res.partner', deletions: true });
    const id = await create('a');
    expect(await next(stream, id)).toEqual(told('created', id, 'a'));
    await write(id, { name: `${token} b` });
    expect(await next(stream, id)).toEqual(told('updated', id, 'b'));
    await write(id, { active: false });
    expect(await next(stream, id)).toEqual({ type: 'left', model: 'res.partner', id });
    await travel.admin.remove('res.partner', [['id', '=', id]]);
    expect(await next(stream, id)).toEqual({ type: 'deleted', model: 'res.partner', id });
  });

  it('are told by ids alone, archived records included', async () => {
    const stream = await listen();
    await stream.next();
    const id = await create('a');
    expect(await next(stream, id)).toEqual({ type: 'created', model: 'res.partner', id });
    await write(id, { active: false });
    expect(await next(stream, id)).toEqual({ type: 'updated', model: 'res.partner', id });
  });

  it('end with what a record is, though it is changed as soon as it is made', async () => {
    const stream = await listen(ofThisTest);
    await stream.next();
    const id = await create('draft');
    await write(id, { name: `${token} confirmed` });
    let event = await next(stream, id);
    while (JSON.stringify(event).includes('draft')) event = await next(stream, id);
    expect(event).toMatchObject({ record: { id, name: `${token} confirmed` } });
  });

  it('go on behind the last event that was taken', async () => {
    const stream = await listen(ofThisTest);
    await stream.next();
    const one = await create('one');
    expect(await next(stream, one)).toEqual(told('created', one, 'one'));
    stream.close();
    const two = await create('two');
    const again = await listen(ofThisTest, { 'last-event-id': stream.lastId });
    const events: Event[] = [];
    for (let event = await again.next(); event && event['type'] !== 'ready'; event = await again.next()) {
      events.push(event);
    }
    expect(events.filter(({ id }) => id === one || id === two)).toEqual([told('created', two, 'two')]);
  });

  it('cannot be told of a view', async () => {
    const answer = await travel.get('/odoo/models/sale.report/changes');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 'invalid_arguments', layer: 'model' } });
  });
});
