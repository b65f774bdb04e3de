import { type EraServer, INITIALIZE, serveEra } from '../../../../test/fixtures/era-server.js';
import { EventStream } from '../../../../test/fixtures/event-stream.js';
import { FakeChanges } from '../../../../test/fixtures/fake-changes.js';
import { FakeDispatcher } from '../../../../test/fixtures/fake-dispatcher.js';
import { legacyEra, type LegacyParts } from '../../../../test/fixtures/legacy-era.js';
import { SessionHub } from '../../../../test/fixtures/session-hub.js';
import { testSigner } from '../../../../test/fixtures/mcp-factory.js';
import { until } from '../../../../test/fixtures/until.js';
import { handOver } from './auth-info.js';
import type { LegacyEra } from './legacy.era.js';

const IDLE_MS = 1000;
const FORMS = { elicitation: { form: {} } };
const PARTNERS = 'odoo://models/res.partner';
const updated = (uri: string) => ({ jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri } });
const call = (id: number) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'look' } });

interface Replica {
  readonly era: LegacyEra;
  readonly server: EraServer;
  readonly dispatcher: FakeDispatcher;
  readonly changes: FakeChanges;
}

describe('a legacy session that two replicas serve', () => {
  let now = 0;
  let hub: SessionHub;
  let one: Replica;
  let other: Replica;

  async function replica(parts: LegacyParts = {}): Promise<Replica> {
    const [dispatcher, changes] = [new FakeDispatcher(), new FakeChanges()];
    const era = legacyEra({ dispatcher, changes, sessions: hub.replica(), now: () => now, maxSessions: 3, ...parts });
    const server = await serveEra(async (exchange) => {
      handOver(exchange);
      await era.handle(exchange);
    });
    return { era, server, dispatcher, changes };
  }

  async function end({ era, server }: Replica): Promise<void> {
    await era.close();
    await server.close();
  }

  beforeEach(async () => {
    now = 1_000_000;
    hub = new SessionHub();
    [one, other] = [await replica(), await replica()];
  });

  afterEach(() => Promise.all([end(one), end(other)]));

  const statusAt = async ({ server }: Replica, session: string, principal = 'alice') =>
    (await server.ask('tools/list', {}, { session, principal })).status;

  async function openWith(capabilities: object, clientInfo: object = INITIALIZE.clientInfo): Promise<string> {
    const { session } = await one.server.ask('initialize', { ...INITIALIZE, capabilities, clientInfo });
    return String(session);
  }

  async function listen({ server }: Replica, session: string): Promise<EventStream> {
    const hangUp = new AbortController();
    return new EventStream(await server.fetch('GET', session, hangUp.signal), hangUp);
  }

  describe('against those who would like to be in it', () => {
    it.each<[string, (id: string) => string]>([
      ['changed', (id) => `${id.slice(0, -1)}${id.endsWith('A') ? 'B' : 'A'}`],
      ['cut short', (id) => id.slice(0, -4)],
      ['made up', () => 'd4cbfda6-7bc1-482a-93a6-15fa620682e6'],
      ['two in one', (id) => `${id}, ${id}`],
    ])('takes no id that is %s', async (_how, forge) => {
      const session = await one.server.openSession();
      expect([await statusAt(one, forge(session)), await statusAt(other, forge(session))]).toEqual([404, 404]);
      expect(await statusAt(other, session)).toBe(200);
    });

    it('takes no id that was sealed with another secret', async () => {
      const stranger = await replica({ signer: testSigner('another-secret') });
      const session = await stranger.server.openSession();
      await end(stranger);
      expect(await statusAt(other, Buffer.from(session).toString('base64url'))).toBe(404);
      expect(await statusAt(other, session)).toBe(404);
    });

    it("answers somebody else's like one that does not exist, at both", async () => {
      const session = await one.server.openSession('alice');
      expect([await statusAt(one, session, 'mallory'), await statusAt(other, session, 'mallory')]).toEqual([404, 404]);
      expect(await statusAt(other, session)).toBe(200);
    });

    it('is over at both when its client has ended it at one', async () => {
      const session = await one.server.openSession();
      expect(await statusAt(other, session)).toBe(200);
      expect((await other.server.fetch('DELETE', session)).status).toBe(200);
      expect([await statusAt(one, session), await statusAt(other, session)]).toEqual([404, 404]);
    });

    it('ends what is open of it at the other', async () => {
      const session = await one.server.openSession();
      const stream = await one.server.fetch('GET', session);
      await other.server.fetch('DELETE', session);
      expect(await stream.text()).toBe('');
    });

    it('keeps its id short, whatever its client says of itself', async () => {
      const long = 'x'.repeat(100_000);
      const session = await openWith({ ...FORMS, experimental: { long: { long } } }, { name: long, version: long });
      expect(session.length).toBeLessThan(1024);
      expect(await statusAt(other, session)).toBe(200);
    });

    it('counts at each replica that serves it', async () => {
      const sessions = await Promise.all([1, 2, 3, 4].map(async (at) => (at < 4 ? one : other).server.openSession()));
      expect(await statusAt(one, String(sessions[3]))).toBe(503);
      expect(await statusAt(other, String(sessions[0]))).toBe(200);
    });
  });

  it('is begun once by requests that come at once', async () => {
    const session = await one.server.openSession();
    const ids = [1, 2, 3, 4, 5];
    const answers = await Promise.all(
      ids.map(async (id) => (await other.server.post({ jsonrpc: '2.0', id, method: 'tools/list' }, session)).text()),
    );
    expect(answers.every((text) => text.includes('"look"'))).toBe(true);
  });

  it.each([
    [FORMS, true],
    [{}, false],
    [{ elicitation: { url: {} } }, false],
  ])('knows at both what its client can do: %j', async (capabilities, canBeAsked) => {
    const session = await openWith(capabilities);
    await other.server.ask('tools/call', { name: 'look' }, { session });
    expect(other.dispatcher.calls.map(({ confirm }) => confirm !== undefined)).toEqual([canBeAsked]);
  });

  it('is asked at one and answers at the other, each question its own', async () => {
    const session = await openWith(FORMS);
    for (const { dispatcher } of [one, other]) {
      dispatcher.answer = async ({ confirm, requestId }) => {
        await confirm?.('Sure?');
        return { result: {}, text: `done ${requestId}`, structured: false };
      };
    }
    const streams = await Promise.all(
      [one, other].map(async ({ server }, at) => {
        const hangUp = new AbortController();
        return new EventStream(await server.post(call(at), session), hangUp);
      }),
    );
    const questions = await Promise.all(streams.map((stream) => stream.next()));
    expect(new Set(questions.map((question) => question?.['id'])).size).toBe(2);
    const answerTo = (at: number, action: string) => ({
      jsonrpc: '2.0',
      id: questions[at]?.['id'],
      result: { action, ...(action === 'accept' && { content: { confirm: true } }) },
    });
    expect((await other.server.post(answerTo(0, 'accept'), session)).status).toBe(202);
    expect((await one.server.post(answerTo(1, 'decline'), session)).status).toBe(202);
    expect(await streams[0]?.next()).toMatchObject({ id: 0, result: { content: [{ text: 'done request-1' }] } });
    expect(await streams[1]?.next()).toMatchObject({ id: 1, result: { isError: true } });
  });

  it('has a call cancelled at the other', async () => {
    const session = await one.server.openSession();
    one.dispatcher.answer = () => new Promise(() => {});
    const waiting = await one.server.post(call(7), session);
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7 } };
    expect((await other.server.post(cancel, session)).status).toBe(202);
    expect(await waiting.text()).toBe('');
    expect(one.dispatcher.calls[0]?.signal?.aborted).toBe(true);
  });

  describe('and its subscriptions', () => {
    const ask = async ({ server }: Replica, method: string, uri: string, session: string) =>
      (await server.ask(method, { uri }, { session })).body;

    it('are watched where its client listens, whichever replica they were made at', async () => {
      const session = await one.server.openSession();
      const stream = await listen(one, session);
      expect(await ask(other, 'resources/subscribe', PARTNERS, session)).toMatchObject({ result: {} });
      await until(() => one.changes.questions.length === 1 && other.changes.questions.length === 0);
      // Something may have happened before it was watched there.
      expect(await stream.next()).toEqual(updated(PARTNERS));
      one.changes.change('res.partner', 7);
      expect(await stream.next()).toEqual(updated(PARTNERS));
      await ask(other, 'resources/unsubscribe', PARTNERS, session);
      await until(() => one.changes.questions.length === 0);
      stream.close();
    });

    it('go along when its client listens elsewhere, which is told of each once', async () => {
      const session = await one.server.openSession();
      const first = await listen(one, session);
      await ask(one, 'resources/subscribe', PARTNERS, session);
      const second = await listen(other, session);
      expect(await first.next()).toBeUndefined();
      expect(await second.next()).toEqual(updated(PARTNERS));
      await until(() => one.changes.questions.length === 0);
      other.changes.change('res.partner', 7);
      expect(await second.next()).toEqual(updated(PARTNERS));
      second.close();
    });

    it('outlive the replica that watched them', async () => {
      const session = await one.server.openSession();
      await ask(one, 'resources/subscribe', PARTNERS, session);
      await one.era.close();
      const stream = await listen(other, session);
      expect(await stream.next()).toEqual(updated(PARTNERS));
      other.changes.change('res.partner', 7);
      expect(await stream.next()).toEqual(updated(PARTNERS));
      stream.close();
    });

    it('are no more than allowed at all replicas together', async () => {
      const session = await one.server.openSession();
      for (const [at, model] of ['a', 'b', 'c'].entries()) {
        await ask(at % 2 === 0 ? one : other, 'resources/subscribe', `odoo://models/${model}`, session);
      }
      for (const replica of [one, other]) {
        expect(await ask(replica, 'resources/subscribe', 'odoo://models/d', session)).toMatchObject({
          error: { data: { code: 'rate_limited' } },
        });
      }
    });
  });

  describe('where replicas cannot ask each other', () => {
    let alone: Replica;
    let apart: Replica;
    const late: Replica[] = [];

    async function lateReplica(): Promise<Replica> {
      const started = await replica({ sessions: undefined, sessionIdleMs: IDLE_MS });
      late.push(started);
      return started;
    }

    afterEach(() => Promise.all(late.splice(0).map(end)));

    beforeEach(async () => {
      alone = await lateReplica();
      apart = await lateReplica();
    });

    it('is taken up by what its id says, as long as it cannot have idled', async () => {
      const session = await alone.server.openSession();
      now += IDLE_MS;
      expect(await statusAt(apart, session)).toBe(200);
      now += 1;
      expect(await statusAt(await lateReplica(), session)).toBe(404);
      expect(await statusAt(apart, session)).toBe(200);
    });

    it('stays ended at the replica where it was ended', async () => {
      const session = await alone.server.openSession();
      await alone.server.fetch('DELETE', session);
      expect(await statusAt(alone, session)).toBe(404);
    });
  });
});
