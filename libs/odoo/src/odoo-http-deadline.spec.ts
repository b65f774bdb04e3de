import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { OdooConfig } from '#libs/config';
import { Cancelled, OdooTimeout, OdooUnavailable, OutcomeUnknown } from '#libs/contracts';
import { deadlineIn } from '../../../test/fixtures/deadlines.js';
import { failureOf } from '../../../test/fixtures/failure-of.js';
import { fakeOnly } from '../../../test/fixtures/fake-timers.js';
import { odooConfig, type ScriptedOdoo, startScriptedOdoo } from '../../../test/fixtures/scripted-odoo.js';
import { upstreamOf } from '../../../test/fixtures/upstream.js';
import { CALL_DEADLINE } from './call-end.js';
import { OdooHttp } from './odoo-http.js';
import type { Upstream } from './upstream.js';

const read = { path: '/x', body: { a: 1 }, readsOnly: true };
const write = { ...read, readsOnly: false };

describe('OdooHttp and the deadline of a call', () => {
  let odoo: ScriptedOdoo;
  let upstream: Upstream;
  let http: OdooHttp;
  let asked: Promise<void>;

  beforeEach(async () => {
    // Answers nothing, ever.
    odoo = await startScriptedOdoo(() => undefined);
    http = connect();
    asked = new Promise((resolve) => {
      odoo.answer(() => resolve());
    });
  });

  afterEach(async () => {
    jest.useRealTimers();
    upstream.slots.close();
    await http.close();
    await odoo.close();
  });

  function connect(settings: Partial<OdooConfig> = {}, url = odoo.url): OdooHttp {
    const config = odooConfig(url, { breakerFailures: 1, abandonedMs: 5000, ...settings });
    upstream = upstreamOf(config);
    return new OdooHttp(config, upstream);
  }

  it('ends a read with what ended it', async () => {
    const error = await failureOf(http.send({ ...read, deadline: deadlineIn(100) }));
    expect(error).toBeInstanceOf(OdooTimeout);
    expect(error).toMatchObject({
      rule: CALL_DEADLINE,
      message: "Odoo did not answer within the call's 100 ms (X-Request-Timeout).",
      hint: expect.stringContaining('X-Request-Timeout') as string,
    });
  });

  it('says of a write that it may have been done', async () => {
    const error = await failureOf(http.send({ ...write, deadline: deadlineIn(100) }));
    expect(error).toBeInstanceOf(OutcomeUnknown);
    expect(error).toMatchObject({ rule: CALL_DEADLINE });
  });

  it('is no failure of Odoo; that Odoo takes longer than it may is one', async () => {
    await failureOf(http.send({ ...read, deadline: deadlineIn(100) }));
    expect(upstream.breaker.state).toBe('closed');
    await http.close();
    http = connect({ timeoutMs: 100 });
    const error = await failureOf(http.send({ ...read, deadline: deadlineIn(60_000) }));
    expect(error).toMatchObject({
      code: 'odoo_timeout',
      message: expect.stringContaining('ODOO_TIMEOUT_MS') as string,
    });
    expect(upstream.breaker.state).toBe('open');
  });

  it('sends nothing once it has passed', async () => {
    const deadline = deadlineIn(1);
    await new Promise((resolve) => deadline.signal.addEventListener('abort', resolve));
    const error = await failureOf(http.send({ ...write, deadline }));
    expect(error).toBeInstanceOf(OdooTimeout);
    expect(error.message).toContain('was not sent to Odoo');
    expect(odoo.requests).toEqual([]);
  });

  it('does not repeat what there is no time left for', async () => {
    odoo.answer((_request, response) => void response.destroy());
    expect(await failureOf(http.send({ ...read, deadline: deadlineIn(200) }))).toBeInstanceOf(OdooUnavailable);
    expect(odoo.requests).toHaveLength(1);
  });

  it.each([
    ['its caller', 'cancelled'],
    ['its deadline', 'outcome_unknown'],
  ])('gives the slot of a call that was ended by %s back after a while', async (by, code) => {
    fakeOnly('setTimeout', 'clearTimeout');
    const leaving = new AbortController();
    const failure = failureOf(http.send({ ...write, deadline: deadlineIn(1000), signal: leaving.signal }));
    await asked;
    if (by === 'its caller') leaving.abort();
    else jest.advanceTimersByTime(1000);
    expect((await failure).code).toBe(code);
    expect(upstream.slots.taken).toBe(1);
    jest.advanceTimersByTime(5000);
    expect(upstream.slots.taken).toBe(0);
  });
});

describe('OdooHttp, while it connects', () => {
  let silent: Server;
  const sockets = new Set<Socket>();
  let http: OdooHttp;

  beforeEach(async () => {
    // Takes connections, and never says anything: TLS does not begin.
    silent = createServer((socket) => sockets.add(socket));
    await new Promise<void>((resolve) => {
      silent.listen(0, '127.0.0.1', resolve);
    });
    const url = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const config = odooConfig(url, { connectTimeoutMs: 60_000 });
    http = new OdooHttp(config, upstreamOf(config));
  });

  afterEach(async () => {
    await http.close();
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  it('knows of a write whose time was over that it was never sent', async () => {
    const error = await failureOf(http.send({ ...write, deadline: deadlineIn(100) }));
    expect(error).toBeInstanceOf(OdooTimeout);
    expect(error).toMatchObject({ rule: CALL_DEADLINE, message: expect.stringContaining('was not sent') as string });
  });

  it('does not keep a caller who leaves', async () => {
    const leaving = new AbortController();
    silent.once('connection', () => leaving.abort());
    expect(await failureOf(http.send({ ...write, signal: leaving.signal }))).toBeInstanceOf(Cancelled);
  });
});
