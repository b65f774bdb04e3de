import { type EraServer, INITIALIZE, serveEra } from '../../../../test/fixtures/era-server.js';
import { fakeOnly } from '../../../../test/fixtures/fake-timers.js';
import { legacyEra } from '../../../../test/fixtures/legacy-era.js';
import { handOver } from './auth-info.js';
import type { LegacyEra } from './legacy.era.js';

const IDLE_MS = 60_000;

describe('LegacyEra', () => {
  let now = 0;
  let era: LegacyEra;
  let server: EraServer;

  beforeEach(async () => {
    fakeOnly('setInterval', 'clearInterval');
    now = 1_000_000;
    era = legacyEra({ sessionIdleMs: IDLE_MS, now: () => now });
    server = await serveEra((exchange) => {
      handOver(exchange);
      return era.handle(exchange);
    });
  });

  afterEach(async () => {
    await era.close();
    await server.close();
    jest.useRealTimers();
  });

  const statusIn = async (session: string, principal = 'alice') =>
    (await server.ask('tools/list', {}, { session, principal })).status;
  const sweep = () => jest.advanceTimersByTime(IDLE_MS / 4);

  it('opens a session and serves in it', async () => {
    const session = await server.openSession();
    expect(await server.ask('tools/list', {}, { session })).toMatchObject({
      status: 200,
      body: { result: { tools: [{ name: 'look' }] } },
    });
  });

  it('wants a session before anything else', async () => {
    expect(await server.ask('tools/list')).toMatchObject({
      status: 400,
      body: { error: { message: 'A session is needed: begin with initialize.' } },
    });
  });

  it("answers somebody else's session like one that does not exist, and lets its owner go on", async () => {
    const session = await server.openSession('alice');
    const stolen = await server.ask('tools/list', {}, { session, principal: 'mallory' });
    const unknown = await server.ask('tools/list', {}, { session: 'no-such-session', principal: 'mallory' });
    expect(stolen).toEqual(unknown);
    expect(stolen.status).toBe(404);
    expect(await statusIn(session)).toBe(200);
  });

  it('does not let a session that is named be begun again', async () => {
    const { status } = await server.ask('initialize', {}, { session: 'made-up' });
    expect(status).toBe(404);
  });

  it('opens none for an initialize that says too little', async () => {
    const { clientInfo: _clientInfo, ...params } = INITIALIZE;
    expect(await server.ask('initialize', params)).toEqual({
      status: 400,
      session: null,
      body: {
        jsonrpc: '2.0',
        id: 1,
        error: { code: -32602, message: 'initialize needs protocolVersion, capabilities and clientInfo.' },
      },
    });
  });

  it('ends a session when its client says so', async () => {
    const session = await server.openSession();
    expect((await server.fetch('DELETE', session)).status).toBe(200);
    expect(await statusIn(session)).toBe(404);
  });

  it('opens no more sessions than allowed', async () => {
    const sessions = [await server.openSession(), await server.openSession()];
    const { status, body } = await server.ask('initialize', INITIALIZE);
    expect(status).toBe(503);
    expect(body).toMatchObject({ id: 1, error: { message: 'Too many sessions are open: try again later.' } });
    expect(await Promise.all(sessions.map((session) => statusIn(session)))).toEqual([200, 200]);
  });

  it('opens no more sessions than allowed to clients that come at once', async () => {
    const opening = await Promise.allSettled(Array.from({ length: 8 }, () => server.openSession()));
    expect(opening.filter(({ status }) => status === 'fulfilled').length).toBe(2);
  });

  it('gives the place of an idle session to the next client', async () => {
    const idle = await server.openSession();
    now += IDLE_MS;
    const used = await server.openSession();
    now += 1;
    const next = await server.openSession();
    expect(await Promise.all([idle, used, next].map((session) => statusIn(session)))).toEqual([404, 200, 200]);
  });

  it('closes a session that has been idle for its time, and not before', async () => {
    const session = await server.openSession();
    now += IDLE_MS;
    sweep();
    expect(await statusIn(session)).toBe(200);
    now += IDLE_MS;
    sweep();
    expect(await statusIn(session)).toBe(200);
    now += IDLE_MS + 1;
    sweep();
    expect(await statusIn(session)).toBe(404);
  });

  it('does not take a session for idle on which a client listens', async () => {
    const session = await server.openSession();
    const stream = await server.fetch('GET', session);
    now += IDLE_MS * 10;
    sweep();
    expect(await statusIn(session)).toBe(200);
    await stream.body?.cancel();
  });

  it('ends the streams on which clients only listen', async () => {
    const stream = await server.fetch('GET', await server.openSession());
    era.endListening();
    expect(await stream.text()).toBe('');
  });

  it('serves no session any more when it is closed', async () => {
    const stream = await server.fetch('GET', await server.openSession());
    await era.close();
    expect(await stream.text()).toBe('');
  });
});
