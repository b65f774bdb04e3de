import { Subject } from 'rxjs';
import { FakeChanges } from '../../../../test/fixtures/fake-changes.js';
import { mcpFactory } from '../../../../test/fixtures/mcp-factory.js';
import { initialize, legacy, type Message, modern } from '../../../../test/fixtures/mcp-messages.js';
import { principal } from '../../../../test/fixtures/principals.js';
import { until } from '../../../../test/fixtures/until.js';
import { McpChannel } from './mcp.channel.js';

describe('McpChannel, with subscriptions', () => {
  let changes: FakeChanges;
  let hasRoom: boolean;
  let freed: Subject<void>;
  let sent: Message[];
  let channel: McpChannel;

  beforeEach(() => {
    changes = new FakeChanges();
    hasRoom = true;
    freed = new Subject();
    sent = [];
    const wire = {
      free: () => hasRoom,
      freed,
      send: (message: object) => void sent.push({ ...message }),
      close: () => {},
    };
    const caller = { principal: principal('readonly'), door: 'ws', requestId: 'socket' } as const;
    channel = new McpChannel(mcpFactory({ changes }), caller, wire, () => {});
  });

  afterEach(() => channel.end());

  const answerTo = async (id: number | string): Promise<unknown> => {
    await until(() => sent.some((message) => message['id'] === id));
    return sent.find((message) => message['id'] === id);
  };
  const PARTNERS = 'odoo://models/res.partner';
  const SEVEN = 'odoo://records/res.partner/7';
  const ID = 'io.modelcontextprotocol/subscriptionId';
  const UPDATED = 'notifications/resources/updated';

  const listen = (id: number, ...resourceSubscriptions: readonly unknown[]): void =>
    channel.receive({ ...modern('subscriptions/listen', { notifications: { resourceSubscriptions } }), id }, `s.${id}`);
  const acknowledged = async (id: number): Promise<void> => {
    const isIt = ({ method, params }: Message): boolean =>
      method === 'notifications/subscriptions/acknowledged' && idIn(params) === id;
    await until(() => sent.some(isIt));
    sent = sent.filter((message) => !isIt(message));
  };
  const idIn = (params: unknown): unknown => (params as { _meta?: Message })._meta?.[ID];
  const updated = (uri: string, id?: number): Message => ({
    jsonrpc: '2.0',
    method: UPDATED,
    params: { uri, ...(id !== undefined && { _meta: { [ID]: id } }) },
  });
  /** What comes until the server has answered something else. */
  const toldNow = async (request = modern): Promise<Message[]> => {
    channel.receive({ ...request('tools/list'), id: 'fence' }, 'socket.fence');
    await answerTo('fence');
    return sent.splice(0).filter(({ id }) => id !== 'fence');
  };

  it('tells a client of the legacy era what it has subscribed to, until it unsubscribes', async () => {
    channel.receive({ ...legacy('resources/subscribe', { uri: SEVEN }), id: 1 }, 'socket.1');
    expect(await answerTo(1)).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
    expect(changes.questions).toMatchObject([{ model: 'res.partner', door: 'ws', requestId: 'socket.1' }]);
    expect([channel.isListening, channel.calls]).toEqual([true, 0]);
    sent = [];
    changes.change('res.partner', 7, 8);
    expect(await toldNow(legacy)).toEqual([updated(SEVEN)]);
    channel.receive({ ...legacy('resources/unsubscribe', { uri: SEVEN }), id: 2 }, 'socket.2');
    await answerTo(2);
    expect([changes.questions, channel.isListening]).toEqual([[], false]);
  });

  it('refuses what a client of the legacy era may not read, and what is no such resource', async () => {
    for (const [id, uri] of ['odoo://models/closed', 'odoo://config'].entries()) {
      channel.receive({ ...legacy('resources/subscribe', { uri }), id }, 'socket.1');
      const { error } = (await answerTo(id)) as { error: unknown };
      const code = id === 0 ? 'forbidden' : 'invalid_arguments';
      expect(error).toMatchObject({ code: -32602, data: { uri, code } });
    }
    expect(channel.isListening).toBe(false);
  });

  it('acknowledges a listening request, and tells of its resources under its id', async () => {
    listen(1, PARTNERS, SEVEN, SEVEN);
    await until(() => sent.length === 1);
    expect(sent).toMatchObject([
      { params: { notifications: { resourceSubscriptions: [PARTNERS, SEVEN, SEVEN] }, _meta: { [ID]: 1 } } },
    ]);
    await acknowledged(1);
    listen(2, SEVEN);
    await acknowledged(2);
    changes.change('res.partner', 7, 7);
    expect(await toldNow()).toEqual([updated(PARTNERS, 1), updated(SEVEN, 1), updated(SEVEN, 2)]);
  });

  it('tells nothing before the acknowledgement, and nothing that happens meanwhile is lost', async () => {
    changes.ready = false;
    listen(1, PARTNERS, SEVEN);
    await until(() => changes.questions.length === 1);
    changes.change('res.partner', 7);
    await until(() => changes.questions.length === 2);
    changes.change('res.partner', 7);
    await until(() => sent.length === 3);
    expect(sent).toMatchObject([
      { method: 'notifications/subscriptions/acknowledged' },
      updated(PARTNERS, 1),
      updated(SEVEN, 1),
    ]);
  });

  it.each([
    ['odoo://models/closed', 'forbidden'],
    ['odoo://config', 'invalid_arguments'],
  ])('refuses a listening request for %s as a whole', async (uri, code) => {
    listen(1, PARTNERS, uri);
    expect(await answerTo(1)).toMatchObject({ error: { code: -32602, data: { uri, code } } });
    expect([changes.questions, channel.isListening, sent.length]).toEqual([[], false, 1]);
  });

  it('refuses more resources than one connection may hear of, and takes them when others are given up', async () => {
    listen(1, PARTNERS, SEVEN);
    await acknowledged(1);
    listen(2, PARTNERS, SEVEN);
    expect(await answerTo(2)).toMatchObject({ error: { data: { code: 'rate_limited' } } });
    expect(changes.questions).toHaveLength(2);
    channel.receive(modern('notifications/cancelled', { requestId: 1 }), 'socket.3');
    listen(3, PARTNERS, SEVEN);
    await acknowledged(3);
    expect(changes.questions).toHaveLength(2);
  });

  it.each([[[7]], ['all'], [undefined]])('follows nothing for resources that are no list: %j', async (uris) => {
    const notifications = { resourceSubscriptions: uris };
    channel.receive({ ...modern('subscriptions/listen', { notifications }), id: 1 }, 'socket.1');
    await until(() => sent.length === 1);
    expect(changes.questions).toEqual([]);
  });

  it('ends a listening request that its client cancels, without an answer', async () => {
    listen(1, SEVEN);
    await acknowledged(1);
    channel.receive(modern('notifications/cancelled', { requestId: 1 }), 'socket.2');
    changes.change('res.partner', 7);
    expect(await toldNow()).toEqual([]);
    expect([changes.questions, channel.has(1)]).toEqual([[], false]);
  });

  it('ends one that is cancelled before it has begun', async () => {
    changes.ready = false;
    listen(1, SEVEN);
    await until(() => changes.questions.length === 1);
    channel.receive(modern('notifications/cancelled', { requestId: 1 }), 'socket.2');
    expect(await toldNow()).toEqual([]);
    expect([changes.questions, channel.has(1)]).toEqual([[], false]);
  });

  it('refuses a request under the id of one that listens', async () => {
    listen(1, SEVEN);
    await acknowledged(1);
    channel.receive({ ...modern('tools/list'), id: 1 }, 'socket.2');
    listen(1, PARTNERS);
    expect(sent).toMatchObject([
      { id: 1, error: { code: -32600 } },
      { id: 1, error: { code: -32600 } },
    ]);
  });

  it.each([
    ['the gateway is about to end', () => channel.endListening()],
    ['the feed ends', () => changes.endAll()],
    ['its model may not be followed any more', () => changes.fail(new Error('odd'))],
  ])('answers a listening request when %s, and takes its id again', async (_why, end) => {
    listen(1, SEVEN);
    await acknowledged(1);
    end();
    expect(await toldNow()).toEqual([
      { jsonrpc: '2.0', id: 1, result: { resultType: 'complete', _meta: { [ID]: 1 } } },
    ]);
    expect([changes.questions, channel.isListening]).toEqual([[], false]);
    listen(1, SEVEN);
    await acknowledged(1);
  });

  it('leaves the era to the client when a request ends that the SDK has not seen', async () => {
    changes.ready = false;
    listen(1, PARTNERS, SEVEN);
    await until(() => changes.questions.length === 1);
    changes.change('res.partner', 7);
    await until(() => changes.questions.length === 2);
    changes.fail(new Error('odd'));
    expect(await answerTo(1)).toMatchObject({ result: { resultType: 'complete' } });
    channel.receive({ ...modern('tools/list'), id: 2 }, 'socket.2');
    expect(await answerTo(2)).toMatchObject({ result: { resultType: 'complete' } });
  });

  it('does not take another notification for the acknowledgement, whatever the id', async () => {
    changes.ready = false;
    channel.receive(
      { ...modern('subscriptions/listen', { notifications: { resourceSubscriptions: [SEVEN, PARTNERS] } }), id: '' },
      'socket.1',
    );
    await until(() => changes.questions.length === 1);
    changes.change('res.partner', 7);
    await until(() => changes.questions.length === 2);
    await channel.send({ jsonrpc: '2.0', method: 'notifications/progress', params: {} });
    expect(sent.map(({ method }) => method)).toEqual(['notifications/progress']);
  });

  it('waits for a client that does not read', async () => {
    listen(1, PARTNERS, SEVEN);
    await acknowledged(1);
    hasRoom = false;
    for (const id of [7, 8, 7]) changes.change('res.partner', id);
    expect(await toldNow()).toEqual([]);
    hasRoom = true;
    freed.next();
    expect(sent).toEqual([updated(PARTNERS, 1), updated(SEVEN, 1)]);
  });

  it('leaves nothing behind when the connection has gone', async () => {
    listen(1, PARTNERS);
    await acknowledged(1);
    changes.ready = false;
    listen(2, SEVEN);
    await until(() => changes.questions.length === 2);
    channel.end();
    expect([changes.questions, channel.isListening, freed.observed]).toEqual([[], false, false]);
    await new Promise(setImmediate);
    expect(sent).toEqual([]);
  });

  it('does not follow anything for a client of the legacy era that listens in the modern way', async () => {
    channel.receive({ ...initialize(), id: 0 }, 'socket.0');
    await answerTo(0);
    channel.receive(
      { ...legacy('subscriptions/listen', { notifications: { resourceSubscriptions: [SEVEN] } }), id: 1 },
      's',
    );
    expect(await answerTo(1)).toMatchObject({ error: { code: -32601 } });
    expect(changes.questions).toEqual([]);
  });
});
