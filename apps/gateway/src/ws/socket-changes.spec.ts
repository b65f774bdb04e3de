import { OdooUnavailable } from '#libs/contracts';
import { FakeConnection, LIMITS } from '../../../../test/fixtures/client-connection.js';
import type { FakeChanges } from '../../../../test/fixtures/fake-changes.js';
import type { FakeSocket } from '../../../../test/fixtures/fake-socket.js';
import { legacy, type Message, modern } from '../../../../test/fixtures/mcp-messages.js';
import { until } from '../../../../test/fixtures/until.js';
import type { ClientConnection } from './client-connection.js';

/** Of the fixture: events that may wait. */
const MAX_WAITING = 5;
const SEVEN = 'odoo://records/res.partner/7';

describe('ClientConnection, with changes', () => {
  let fake: FakeConnection;
  let changes: FakeChanges;
  let socket: FakeSocket;
  let connection: ClientConnection;

  beforeEach(() => {
    fake = new FakeConnection();
    ({ changes, socket, connection } = fake);
  });

  afterEach(() => connection.end());

  const watch = (id: unknown, params: object = {}, more: object = {}) =>
    fake.receive({ method: 'changes/watch', params: { model: 'res.partner', ...params }, id, ...more });
  const event = (id: unknown, about: object, cursor?: string) => ({
    method: 'changes/event',
    params: { id, event: { model: 'res.partner', ...about }, ...(cursor !== undefined && { cursor }) },
  });
  const ready = (id: unknown) => event(id, { type: 'ready', deletions: true }, 'first');
  const updated = (id: unknown, record: number) => event(id, { type: 'updated', id: record }, `behind ${record}`);
  /** What has been sent since the last time. */
  const sent = () => socket.sent.splice(0) as Message[];

  it.each<{ jsonrpc?: string }>([{}, { jsonrpc: '2.0' }])(
    'tells of them as they come, in the dialect of the request: %j',
    async (dialect) => {
      await watch('w', {}, dialect);
      changes.change('res.partner', 7, 8);
      const told = sent();
      expect(told).toMatchObject([ready('w'), updated('w', 7), updated('w', 8)]);
      for (const { jsonrpc } of told) expect(jsonrpc).toBe(dialect.jsonrpc);
    },
  );

  it('asks for what the params name, in the name of the caller', async () => {
    await watch('w', { domain: [['city', '=', 'Ghent']], fields: ['name'], cursor: 'c' });
    expect(changes.questions).toEqual([
      {
        model: 'res.partner',
        domain: [['city', '=', 'Ghent']],
        fields: ['name'],
        resume: 'c',
        principal: expect.objectContaining({ mode: 'readonly' }) as unknown,
        door: 'ws',
        requestId: 'socket.1',
        taken: expect.any(Function) as unknown,
      },
    ]);
  });

  it('answers a refusal, and takes the id again', async () => {
    await watch('w', { model: 'closed' });
    expect(sent()).toMatchObject([{ id: 'w', error: { code: 403, data: { code: 'forbidden', layer: 'model' } } }]);
    await watch('w');
    expect(sent()).toEqual([ready('w')]);
  });

  it.each([[{ model: 7 }], [{ domain: 7 }]])('refuses params that cannot be read: %j', async (params) => {
    await expect(watch('w', params)).rejects.toMatchObject({ code: 'invalid_arguments' });
    expect(changes.questions).toEqual([]);
  });

  it('refuses one without an id, and under one that is in use', async () => {
    await expect(watch(undefined)).rejects.toThrow('The stream has no id.');
    await watch('w');
    await expect(watch('w')).rejects.toThrow('A call with this id is in flight.');
    expect(changes.questions).toHaveLength(1);
  });

  it.each([{ method: 'stream/cancel', params: { id: 'w' } }, legacy('notifications/cancelled', { requestId: 'w' })])(
    'ends without an answer at %j',
    async (message) => {
      await watch('w');
      await fake.receive(message);
      expect(sent()).toEqual([ready('w')]);
      expect([changes.questions, connection.count]).toEqual([[], 2]);
    },
  );

  it('has no use for credit', async () => {
    await watch('w');
    await fake.receive({ method: 'stream/credit', params: { id: 'w', credit: 'all' } });
    changes.change('res.partner', 7);
    expect(sent()).toEqual([ready('w'), updated('w', 7)]);
  });

  it('is counted as a call, and leaves its place when it ends', async () => {
    for (let id = 0; id < LIMITS.maxCalls; id += 1) await watch(id);
    await expect(watch('more')).rejects.toMatchObject({ code: 'rate_limited' });
    await fake.receive({ method: 'stream/cancel', params: { id: 0 } });
    await watch('more');
    expect(changes.questions).toHaveLength(LIMITS.maxCalls);
  });

  it('is answered when it fails, with the cursor of what was sent last', async () => {
    await watch('w');
    changes.change('res.partner', 7);
    changes.fail(new OdooUnavailable('away'));
    expect(sent().at(-1)).toMatchObject({ id: 'w', error: { data: { code: 'odoo_unavailable', cursor: 'behind 7' } } });
  });

  it.each([
    ['the gateway drains', () => connection.drain()],
    ['the feed ends', () => changes.endAll()],
  ])('is answered when %s, with the cursor that goes on elsewhere', async (_why, end) => {
    await watch('w');
    end();
    expect(sent().at(-1)).toMatchObject({ id: 'w', error: { data: { code: 'gateway_unavailable', cursor: 'first' } } });
    expect(changes.questions).toEqual([]);
  });

  it('keeps its socket open, however long nothing changes', async () => {
    await watch('w');
    fake.live(LIMITS.idleMs + 1);
    expect(socket.closing).toBeUndefined();
    await fake.receive({ method: 'stream/cancel', params: { id: 'w' } });
    fake.live(LIMITS.idleMs + 1);
    expect(socket.closing).toEqual({ code: 1000, reason: 'Idle.' });
  });

  describe('for a client that does not read', () => {
    beforeEach(async () => {
      await watch('w');
      sent();
      socket.bufferedAmount = LIMITS.maxWaitingBytes;
    });

    it('waits, and tells all when it reads again', () => {
      changes.change('res.partner', 1, 2, 3);
      expect(sent()).toEqual([]);
      socket.drain();
      expect(sent()).toEqual([1, 2, 3].map((id) => updated('w', id)));
    });

    it('says when the client has taken what it was told', async () => {
      const taken = async () => changes.questions[0]?.taken?.();
      let count = 0;
      const note = () => void (count += 1);
      await taken();
      changes.change('res.partner', 1);
      const waiting = taken().then(note);
      await new Promise(setImmediate);
      expect(count).toBe(0);
      socket.drain();
      await waiting;
      expect(count).toBe(1);
    });

    it('ends with a word when too many wait, and with the cursor of what was sent last', () => {
      const ids = Array.from({ length: MAX_WAITING }, (_, index) => index + 1);
      changes.change('res.partner', ...ids);
      expect(changes.questions).toHaveLength(1);
      changes.change('res.partner', 99);
      expect(changes.questions).toEqual([]);
      expect(sent()).toMatchObject([{ id: 'w', error: { data: { code: 'rate_limited', cursor: 'first' } } }]);
      expect(socket.closing).toBeUndefined();
    });

    it('leaves nothing behind when the socket has gone', async () => {
      changes.change('res.partner', 1);
      const waiting = changes.questions[0]?.taken?.();
      connection.end();
      await waiting;
      socket.drain();
      expect([changes.questions, sent()]).toEqual([[], []]);
    });
  });

  describe('by subscriptions of MCP', () => {
    it.each([
      ['modern', modern('subscriptions/listen', { notifications: { resourceSubscriptions: [SEVEN] } })],
      ['legacy', legacy('resources/subscribe', { uri: SEVEN })],
    ])('keeps a socket open on which a client of the %s era listens', async (_era, message) => {
      await fake.receive({ ...message, id: 1 });
      await until(() => socket.sent.length === 1);
      fake.live(LIMITS.idleMs + 1);
      expect(socket.closing).toBeUndefined();
    });

    it('answers those who listen before it says good-bye', async () => {
      await fake.receive({
        ...modern('subscriptions/listen', { notifications: { resourceSubscriptions: [SEVEN] } }),
        id: 1,
      });
      await until(() => socket.sent.length === 1);
      connection.drain();
      expect(sent().at(-1)).toMatchObject({ id: 1, result: { resultType: 'complete' } });
      expect(socket.closing).toMatchObject({ code: 1001 });
      expect(changes.questions).toEqual([]);
    });

    it('tells a client that does not read only when it does', async () => {
      await fake.receive({ ...legacy('resources/subscribe', { uri: SEVEN }), id: 1 });
      await until(() => socket.sent.length === 1);
      sent();
      socket.bufferedAmount = LIMITS.maxWaitingBytes;
      for (const id of [7, 8, 7]) changes.change('res.partner', id);
      await new Promise(setImmediate);
      expect(sent()).toEqual([]);
      socket.drain();
      expect(sent()).toMatchObject([{ method: 'notifications/resources/updated', params: { uri: SEVEN } }]);
    });
  });
});
