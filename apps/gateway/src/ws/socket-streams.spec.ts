import { Subject } from 'rxjs';
import { Forbidden, OdooTimeout, RateLimited } from '#libs/contracts';
import { CallStreams } from '#libs/streaming';
import { FakeChanges } from '../../../../test/fixtures/fake-changes.js';
import { principal } from '../../../../test/fixtures/principals.js';
import { HELD, rowsIn, ScriptedStreams } from '../../../../test/fixtures/scripted-streams.js';
import { until } from '../../../../test/fixtures/until.js';
import type { Message } from './frame.js';
import { SocketStreams } from './socket-streams.js';

const NOW = '2026-11-30T12:00:00.000Z';
const MOST = 20;

/** What was sent of one stream. */
interface Told {
  readonly method?: string;
  readonly params?: { readonly id: unknown; readonly cursor?: string };
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
  readonly cursor?: string;
}

describe('SocketStreams', () => {
  let script: ScriptedStreams;
  let sent: Told[];
  let taken: unknown;
  let streams: SocketStreams;

  beforeEach(() => {
    script = new ScriptedStreams();
    sent = [];
    taken = undefined;
    const wire = {
      room: { free: () => true, freed: new Subject() },
      send: (message: object) => void sent.push(message),
      sendError: (error: unknown, { envelope }: { envelope: { id: unknown } }, cursor: string | undefined) =>
        void sent.push({ id: envelope.id, error, ...(cursor !== undefined && { cursor }) }),
      isTaken: (id: unknown) => id === taken,
      timestamp: () => NOW,
    };
    streams = new SocketStreams(
      { calls: new CallStreams(script), changes: { feed: new FakeChanges(), maxWaiting: 5 } },
      wire,
      MOST,
    );
  });

  afterEach(() => streams.end());

  const receive = (message: Message) =>
    streams.receive(message, { principal: principal('readonly'), door: 'ws', requestId: 'socket.1' });
  const open = (id: unknown, params: object = {}, more: object = {}) =>
    receive({ method: 'tools/stream', params: { name: 'odoo_search', arguments: {}, ...params }, id, ...more });
  const grant = (id: unknown, credit: unknown) => receive({ method: 'stream/credit', params: { id, credit } });

  /** Everything that can happen without another word of the client's has happened. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  };

  const chunks = (id: unknown) => sent.filter((told) => told.method === 'stream/chunk' && told.params?.id === id);
  const answer = (id: unknown) => sent.find((told) => told.id === id);

  it('streams rows, and ends with the answer', async () => {
    open('1');
    await until(() => answer('1') !== undefined);
    expect(sent).toEqual([
      {
        method: 'stream/start',
        params: { id: '1', tool: 'odoo_search', total: 3, columns: ['id'], timestamp: NOW },
      },
      ...[1, 2, 3].map((current) => ({
        method: 'stream/chunk',
        params: { id: '1', data: [{ id: current }], progress: { current, total: 3 }, cursor: `behind ${current}` },
      })),
      { result: { tool: 'odoo_search', rows: 3, timestamp: NOW }, id: '1' },
    ]);
    expect(streams.size).toBe(0);
  });

  it('speaks the dialect that it was asked in', async () => {
    open(1, {}, { jsonrpc: '2.0' });
    await until(() => answer(1) !== undefined);
    expect(sent).toHaveLength(5);
    for (const message of sent) expect(message).toMatchObject({ jsonrpc: '2.0' });
  });

  it('gives the result of a tool that returns one thing, once it is there', async () => {
    script.script = () => [
      { type: 'start', tool: 'odoo_count' },
      { type: 'progress', progress: { done: 1, total: 2 } },
      { type: 'result', outcome: { result: { count: 7 }, text: '7', structured: true } },
      { type: 'end' },
    ];
    open(1, { credit: 1 });
    await until(() => answer(1) !== undefined);
    expect(sent).toEqual([
      { method: 'stream/start', params: { id: 1, tool: 'odoo_count', timestamp: NOW } },
      { method: 'stream/progress', params: { id: 1, progress: { current: 1, total: 2 } } },
      { result: { count: 7 }, id: 1 },
    ]);
  });

  it('hands on who asks for what, and behind which chunk', () => {
    open(1, { arguments: { model: 'res.partner' }, cursor: 'c' });
    expect(script.opened[0]?.call).toMatchObject({
      tool: 'odoo_search',
      arguments: { model: 'res.partner' },
      resume: 'c',
      door: 'ws',
      requestId: 'socket.1',
    });
  });

  it('never sends more chunks than were granted, and asks for nothing beyond', async () => {
    script.script = () => rowsIn(9);
    open(1, { credit: 2 });
    for (const [credit, granted] of [
      [1, 3],
      [4, 7],
    ] as const) {
      await settle();
      expect(script.opened[0]?.asked).toBe(1 + chunks(1).length);
      expect(streams.stalled).toBe(1);
      grant(1, credit);
      await until(() => chunks(1).length === granted);
    }
    await settle();
    expect(chunks(1)).toHaveLength(7);
    grant(1, 2);
    await until(() => answer(1) !== undefined);
    expect(chunks(1)).toHaveLength(9);
  });

  it('holds no stream back for another', async () => {
    script.script = ({ arguments: args }) => (args === 'slow' ? [HELD] : rowsIn(5));
    open('stalled', { credit: 1 });
    open('slow', { arguments: 'slow' });
    open('other');
    await until(() => answer('other') !== undefined);
    expect([chunks('stalled').length, chunks('slow').length, chunks('other').length]).toEqual([1, 0, 5]);
    expect([streams.size, streams.stalled]).toEqual([2, 1]);
  });

  it('tells the id 1 from the id "1"', async () => {
    open(1, { credit: 1 });
    open('1', { credit: 1 });
    await settle();
    grant('1', 2);
    await until(() => answer('1') !== undefined);
    expect(chunks(1)).toHaveLength(1);
  });

  it.each<[string, Message]>([
    ['stream/cancel', { method: 'stream/cancel', params: { id: 1 } }],
    ['MCP', { method: 'notifications/cancelled', params: { requestId: 1 }, jsonrpc: '2.0' }],
    ['MCP, without jsonrpc', { method: 'notifications/cancelled', params: { requestId: 1 } }],
  ])('ends without an answer when it is cancelled as %s does it', async (_whose, message) => {
    script.script = () => [...rowsIn(5).slice(0, 2), HELD];
    open(1);
    open(2);
    await until(() => chunks(1).length === 1);
    expect(receive(message)).toBe(true);
    expect(script.opened.map(({ call }) => call.signal?.aborted)).toEqual([true, false]);
    await settle();
    expect([answer(1), streams.size]).toEqual([undefined, 1]);
  });

  it('leaves cancellations of other calls, and all other messages, to the protocol', () => {
    for (const method of ['notifications/cancelled', 'notifications/initialized', 'tools/call', 'ping']) {
      expect(receive({ method, params: { requestId: 1 }, jsonrpc: '2.0' })).toBe(false);
    }
  });

  it('ignores what is about no stream', async () => {
    expect(grant(1, 4)).toBe(true);
    expect(grant(1, 'x')).toBe(true);
    expect(receive({ method: 'stream/cancel', params: { id: 1 } })).toBe(true);
    expect(receive({ method: 'notifications/cancelled', params: { requestId: 1 } })).toBe(true);
    expect(sent).toEqual([]);
  });

  it('may use an id again once its stream has ended', async () => {
    open(1);
    await until(() => answer(1) !== undefined);
    expect(() => streams.requireFree(1)).not.toThrow();
    open(1);
    expect(streams.size).toBe(1);
  });

  it('refuses what is no request for a stream', () => {
    expect(() => open(undefined)).toThrow('no id');
    expect(() => open({})).toThrow('no id');
    expect(() => open(1, { credit: 0 })).toThrow('credit');
    expect(() => open(1, { name: 7 })).toThrow('no tool');
    expect([script.opened, streams.size]).toEqual([[], 0]);
  });

  it('refuses ids that are in flight', () => {
    open(1);
    expect(() => streams.requireFree(1)).toThrow('in flight');
    expect(() => streams.requireFree('1')).not.toThrow();
    expect(() => streams.requireFree(null)).not.toThrow();
    taken = 'of the protocol';
    expect(() => open('of the protocol')).toThrow('in flight');
  });

  it.each([[0], [1.5], ['4'], [null], [MOST]])('ends a stream that is granted %p', async (credit) => {
    open(1, { credit: 1 });
    grant(1, credit);
    expect(sent).toMatchObject([{ id: 1, error: { code: 'invalid_arguments' } }]);
    expect([script.opened[0]?.call.signal?.aborted, streams.size]).toEqual([true, 0]);
  });

  it.each<[string, Error, number]>([
    ['before its first event', new Forbidden('no', { layer: 'model' }), 0],
    ['between its rows', new OdooTimeout('late'), 3],
  ])('answers a failure %s', async (_when, failure, at) => {
    script.script = () => [...rowsIn(5).slice(0, at), failure];
    open(1);
    await until(() => answer(1) !== undefined);
    expect(sent.slice(at)).toEqual([{ id: 1, error: failure, ...(at > 0 && { cursor: 'behind 2' }) }]);
    expect(streams.size).toBe(0);
  });

  describe('when a notification was refused', () => {
    const tooMany = new RateLimited('Too many requests.');

    it('answers the stream whose grant was lost', async () => {
      open(1, { credit: 1 });
      open(2, { credit: 1 });
      await until(() => chunks(1).length === 1);
      expect(streams.refuse({ method: 'stream/credit', params: { id: 1, credit: 4 } }, tooMany)).toBe(true);
      expect(sent.at(-1)).toEqual({ id: 1, error: tooMany, cursor: 'behind 1' });
      expect(streams.size).toBe(1);
    });

    it('cancels all the same', () => {
      open(1);
      expect(streams.refuse({ method: 'stream/cancel', params: { id: 1 } }, tooMany)).toBe(true);
      expect([streams.size, sent]).toEqual([0, []]);
    });

    it('has nothing to say of other messages', () => {
      open(1);
      expect(streams.refuse({ method: 'tools/stream', id: 2 }, tooMany)).toBe(false);
      expect(streams.size).toBe(1);
    });
  });

  describe('when the gateway shuts down', () => {
    const GOING = { code: 'gateway_unavailable', retryable: true };

    it('ends rows with the cursor to go on with', async () => {
      open('running', { credit: 1 });
      await until(() => chunks('running').length === 1);
      streams.drain();
      expect(answer('running')).toMatchObject({ error: GOING, cursor: 'behind 1' });
      expect(streams.size).toBe(0);
    });

    it('lets one thing end, and rows not begin', async () => {
      script.script = ({ arguments: args }) =>
        args === 'one'
          ? [
              { type: 'start', tool: 'odoo_count' },
              { type: 'result', outcome: { result: 7, text: '7', structured: true } },
              { type: 'end' },
            ]
          : rowsIn(3);
      open('one', { arguments: 'one' });
      open('rows', { cursor: 'earlier' });
      streams.drain();
      expect(streams.size).toBe(2);
      await until(() => streams.size === 0);
      expect(answer('one')).toEqual({ id: 'one', result: 7 });
      expect(answer('rows')).toMatchObject({ error: GOING, cursor: 'earlier' });
      expect(chunks('rows')).toEqual([]);
    });
  });

  it('ends all of them when nobody is left', () => {
    open(1);
    open(2);
    streams.end();
    expect(script.opened.map(({ call }) => call.signal?.aborted)).toEqual([true, true]);
    expect([streams.size, sent]).toEqual([0, []]);
  });
});
