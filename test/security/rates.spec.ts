import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type Environment, type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { refusedHandshake, SocketClient } from '../fixtures/socket-client.js';

const right: Environment = { authorization: `Bearer ${TEST_KEY}` };

describe('who wants to get around the rates', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;

  beforeAll(async () => {
    sandbox = await startSandbox();
  });

  afterAll(() => sandbox.close());

  afterEach(() => gateway.close());

  async function start(settings: Environment): Promise<void> {
    gateway = await startGateway({ ...sandboxSettings(sandbox), RATE_LIMIT_WINDOW: '3600', ...settings });
  }

  async function statuses(all: readonly Environment[]): Promise<number[]> {
    const found: number[] = [];
    for (const headers of all) found.push((await gateway.post('/mcp/tools/list', {}, headers)).status);
    return found;
  }

  const guesses = (count: number, more: (index: number) => Environment = () => ({})): Environment[] =>
    Array.from({ length: count }, (_, index) => ({ authorization: `Bearer guess-${index}`, ...more(index) }));

  it('by guessing keys, is refused all of them before long, and keeps nobody else behind the address out', async () => {
    await start({ RATE_LIMIT_REFUSALS: '2' });
    expect(await statuses([...guesses(3), {}, right])).toEqual([401, 401, 429, 429, 200]);
  });

  it('by addresses that it makes up, is counted by its own', async () => {
    await start({ RATE_LIMIT_REFUSALS: '2' });
    const forwarded = guesses(4, (index) => ({ 'x-forwarded-for': `192.0.2.${index}` }));
    expect(await statuses(forwarded)).toEqual([401, 401, 429, 429]);
  });

  it('by addresses that it makes up before a trusted proxy, is counted by the one that the proxy saw', async () => {
    await start({ RATE_LIMIT_REFUSALS: '2', TRUSTED_PROXIES: '127.0.0.1' });
    const forwarded = guesses(3, (index) => ({ 'x-forwarded-for': `192.0.2.${index}, 198.51.100.7` }));
    expect(await statuses(forwarded)).toEqual([401, 401, 429]);
    expect(await statuses(guesses(1, () => ({ 'x-forwarded-for': '198.51.100.8' })))).toEqual([401]);
  });

  it('by the many addresses of an IPv6 network, is counted by the network', async () => {
    await start({ RATE_LIMIT_REFUSALS: '2', TRUSTED_PROXIES: '127.0.0.1' });
    const network = guesses(3, (index) => ({ 'x-forwarded-for': `2001:db8::${index + 1}` }));
    expect(await statuses(network)).toEqual([401, 401, 429]);
  });

  it('by other spellings of the header and of the place of its key, is the same caller', async () => {
    await start({ RATE_LIMIT_REQUESTS: '3' });
    const spellings = [
      right,
      { 'X-API-KEY': TEST_KEY },
      { AUTHORIZATION: `bearer  ${TEST_KEY}` },
      { 'x-api-key': TEST_KEY },
    ];
    expect(await statuses(spellings)).toEqual([200, 200, 200, 429]);
  });

  it('by other addresses, is the same caller', async () => {
    await start({ RATE_LIMIT_REQUESTS: '2', TRUSTED_PROXIES: '127.0.0.1' });
    const moving = [1, 2, 3].map((index) => Object.assign({ 'x-forwarded-for': `192.0.2.${index}` }, right));
    expect(await statuses(moving)).toEqual([200, 200, 429]);
  });

  it('by many sockets, shares one budget among them, and has each opening counted', async () => {
    await start({ RATE_LIMIT_REQUESTS: '6' });
    const sockets = [];
    for (let index = 0; index < 3; index += 1) sockets.push(await SocketClient.connect(gateway.url));
    const answers = [];
    for (const socket of [...sockets, ...sockets]) answers.push(await socket.ask({ method: 'tools/list' }));
    expect(answers.map((answer) => Object.hasOwn(answer, 'error'))).toEqual([false, false, false, true, true, true]);
    expect((await refusedHandshake(gateway.url, { headers: right })).status).toBe(429);
  });

  it('by many at once, gets no more than its budget', async () => {
    await start({ RATE_LIMIT_REQUESTS: '10' });
    const all = await Promise.all(Array.from({ length: 40 }, () => gateway.post('/mcp/tools/list', {})));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(10);
  });

  it('by a report as a resource, pays for a report', async () => {
    await start({ RATE_LIMIT_REQUESTS: '10' });
    const print = { params: { uri: 'odoo://reports/sale.report_saleorder/1' } };
    expect((await gateway.post('/mcp/resources/read', print)).status).not.toBe(429);
    expect((await gateway.post('/mcp/tools/list', {})).status).toBe(429);
  });
});
