import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { type FaultSettings, type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { AccessFolder, hashOf } from '../fixtures/access-files.js';
import { sandboxSettings, TEST_KEY } from '../fixtures/gateway.js';
import { runGateway, startGatewayProcess } from '../fixtures/gateway-process.js';
import { SocketClient } from '../fixtures/socket-client.js';
import { until } from '../fixtures/until.js';

/** Loaded into the service before it starts: SIGUSR2 leaves a promise alone, SIGHUP throws. */
const FAILING_BY_SIGNAL = `data:text/javascript,${encodeURIComponent(`
  process.on('SIGUSR2', () => void Promise.reject(new Error('planted')));
  process.on('SIGHUP', () => { throw new Error('planted'); });
`)}`;

/** Programs take their time to start where many are started. */
jest.setTimeout(30_000);

describe('the service as a process', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox();
  });

  afterAll(() => sandbox.close());

  it('names every wrong setting at once, prints no value, and ends with 1', async () => {
    const { code, output } = await runGateway({
      ODOO_URL: 'ftp://canary.example',
      SERVER_PORT: 'canary',
      MCP_MODE: 'canary',
      API_KEY: 'canary',
    });
    expect(code).toBe(1);
    expect(output).toMatchSnapshot();
    expect(output).not.toContain('canary');
  });

  it('says what is wrong in the access file and where, prints no value, and ends with 1', async () => {
    const folder = new AccessFolder('connections: { main: { password: canary } }');
    const { code, output } = await runGateway({ ACCESS_FILE: folder.path });
    folder.remove();
    expect(code).toBe(1);
    expect(output).toMatch(/cannot start\. 3 settings need attention:\n {2}access\.yaml:1:16 connections\.main\.url/);
    expect(output).not.toContain('canary');
  });

  it('takes its Odoos from the access file alone, and its keys as they are changed', async () => {
    const { url, database, users } = sandbox;
    const { login, password } = users.admin;
    const odoo = `connections: { main: { url: "${url}", database: ${database}, username: ${login}, password: { env: PW } } }`;
    const keys = (secret: string) => `${odoo}\nkeys: [{ id: a, secrets: [{ hash: "${hashOf(secret)}" }] }]`;
    const folder = new AccessFolder(keys('odoo_first'));
    const gateway = await startGatewayProcess({
      ACCESS_FILE: folder.path,
      PW: password,
      RATE_LIMIT_REQUESTS: '100000',
      RATE_LIMIT_REFUSALS: '100000',
    });
    const status = async (secret: string) =>
      (await fetch(`${gateway.url}/odoo/models`, { headers: { 'x-api-key': secret } })).status;
    expect([await status('odoo_first'), await status('odoo_second')]).toEqual([200, 401]);
    folder.replace('keys: 7');
    await until(() => gateway.output().includes('is not used'));
    expect(await status('odoo_first')).toBe(200);
    folder.replace(keys('odoo_second'));
    while ((await status('odoo_second')) === 401);
    expect(await status('odoo_first')).toBe(401);
    expect((await gateway.stop()).code).toBe(0);
    folder.remove();
  });

  it('says that its port is taken, and ends with 1', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => {
      holder.listen(0, '127.0.0.1', resolve);
    });
    const { port } = holder.address() as AddressInfo;
    const settings = { ...sandboxSettings(sandbox), SERVER_HOST: '127.0.0.1', SERVER_PORT: String(port) };
    const { code, output } = await runGateway(settings);
    holder.close();
    expect(code).toBe(1);
    expect(output).toContain('EADDRINUSE');
  });

  it('prints one line when it is ready, serves, and ends with 0 when it is asked to', async () => {
    const gateway = await startGatewayProcess({ ...sandboxSettings(sandbox), API_KEY: TEST_KEY });
    expect(gateway.output().trim().split('\n')).toHaveLength(1);
    expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
    expect((await gateway.stop()).code).toBe(0);
  });

  it('starts while Odoo is away, and is ready to say so', async () => {
    const settings = { ...sandboxSettings(sandbox), ODOO_URL: 'http://127.0.0.1:9', API_KEY: TEST_KEY };
    const gateway = await startGatewayProcess(settings);
    const ready = async () => {
      const answer = await fetch(`${gateway.url}/health/ready`);
      return [answer.status, ((await answer.json()) as { odoo: unknown }).odoo];
    };
    expect(await ready()).toEqual([200, { reachable: 0, unreachable: 0, unknown: 1 }]);
    expect((await fetch(`${gateway.url}/odoo/models`, { headers: { 'x-api-key': TEST_KEY } })).status).toBe(503);
    expect(await ready()).toEqual([200, { reachable: 0, unreachable: 1, unknown: 0 }]);
    expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
    await gateway.stop();
  });

  it('is not ready at once when it is asked to end, serves on for its delay, and hangs up on those it serves', async () => {
    const gateway = await startGatewayProcess({
      ...sandboxSettings(sandbox),
      API_KEY: TEST_KEY,
      SHUTDOWN_DELAY_MS: '1500',
      SHUTDOWN_GRACE_MS: '300000',
    });
    const ended = gateway.stop();
    await until(() => gateway.output().includes('shutting down'));
    const ready = await fetch(`${gateway.url}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([503, { status: 'not_ready', state: 'draining' }]);
    expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
    const call = await fetch(`${gateway.url}/odoo/models`, { headers: { 'x-api-key': TEST_KEY } });
    expect([call.status, call.headers.get('connection')]).toEqual([200, 'close']);
    await call.text();
    expect((await ended).code).toBe(0);
  });

  it.each([
    ['nothing', ''],
    ['half a request', 'GET /health HTTP/1.1\r\nHost: loc'],
  ])('does not wait for a connection on which %s was sent', async (_name, text) => {
    const gateway = await startGatewayProcess({ ...sandboxSettings(sandbox), SHUTDOWN_GRACE_MS: '300000' });
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(text);
    // What is served after it was accepted after it.
    await fetch(`${gateway.url}/health`);
    const closed = once(socket.resume(), 'close');
    expect((await gateway.stop()).code).toBe(0);
    await closed;
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('ends at once at a second signal: %s', async (signal, expected) => {
    const gateway = await startGatewayProcess({
      ...sandboxSettings(sandbox),
      SHUTDOWN_DELAY_MS: '100000',
      SHUTDOWN_GRACE_MS: '300000',
    });
    void gateway.stop('SIGTERM');
    await until(() => gateway.output().includes('shutting down'));
    expect((await gateway.stop(signal)).code).toBe(expected);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends at %s though nobody reads its log any more', async (signal) => {
    const gateway = await startGatewayProcess(sandboxSettings(sandbox));
    gateway.readNoMore();
    expect(await gateway.stop(signal)).toEqual({ code: 0, signal: null });
  });

  it('does not serve on for whoever types Ctrl-C', async () => {
    const settings = { SHUTDOWN_DELAY_MS: '100000', SHUTDOWN_GRACE_MS: '300000' };
    const gateway = await startGatewayProcess({ ...sandboxSettings(sandbox), ...settings });
    expect((await gateway.stop('SIGINT')).code).toBe(0);
  });

  it('logs a promise that nobody waited for and goes on, and ends with 1 at an exception that nobody caught', async () => {
    const gateway = await startGatewayProcess(sandboxSettings(sandbox), ['--import', FAILING_BY_SIGNAL]);
    gateway.signal('SIGUSR2');
    await until(() => gateway.output().includes('unhandled rejection'));
    expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
    const { code } = await gateway.stop('SIGHUP');
    expect(code).toBe(1);
    expect(gateway.output()).toMatch(/"level":"fatal".*"msg":"uncaught exception"/);
  });

  it('does not wait for clients that only listen', async () => {
    const gateway = await startGatewayProcess({
      ...sandboxSettings(sandbox),
      API_KEY: TEST_KEY,
      SHUTDOWN_GRACE_MS: '300000',
    });
    const headers = {
      'x-api-key': TEST_KEY,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    };
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'listener', version: '1' } };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
    const opened = await fetch(`${gateway.url}/mcp`, { method: 'POST', headers, body });
    const session = opened.headers.get('mcp-session-id') ?? '';
    const stream = await fetch(`${gateway.url}/mcp`, { headers: { ...headers, 'mcp-session-id': session } });
    expect(stream.status).toBe(200);
    expect((await gateway.stop()).code).toBe(0);
  });

  describe('with WebSockets open', () => {
    const call = { method: 'odoo_count', params: { model: 'res.country' } };
    const options = { headers: { 'x-api-key': TEST_KEY } };
    const goingAway = {
      code: 1001,
      reason: expect.stringMatching(/^The gateway is shutting down\. Come back in [1-5] s\.$/) as string,
    };

    const start = (settings: Record<string, string>) =>
      startGatewayProcess({ ...sandboxSettings(sandbox), API_KEY: TEST_KEY, ...settings });

    /** Resolves once the call has come to Odoo, which is in no hurry. */
    async function callSlowly(client: SocketClient, fault: FaultSettings): Promise<void> {
      expect(await client.ask(call)).toHaveProperty('result');
      sandbox.faults.set({ ...fault, times: 1 });
      const arrived = sandbox.calls.counts.total;
      client.send({ ...call, id: 'slow' });
      await until(() => sandbox.calls.counts.total > arrived);
    }

    it('tells their clients to come back, and does not wait for those that ask nothing', async () => {
      const gateway = await start({ SHUTDOWN_GRACE_MS: '300000' });
      const clients = [
        await SocketClient.connect(gateway.url, options),
        await SocketClient.connect(gateway.url, options),
      ];
      const ended = gateway.stop();
      expect(await Promise.all(clients.map(({ closed }) => closed))).toEqual([goingAway, goingAway]);
      expect((await ended).code).toBe(0);
      expect(gateway.output().match(/"code":1001,"messages":0,"msg":"socket closed"/g)).toHaveLength(2);
    });

    it('answers what they wait for first', async () => {
      const gateway = await start({ SHUTDOWN_GRACE_MS: '300000' });
      const client = await SocketClient.connect(gateway.url, options);
      await callSlowly(client, { latencyMs: 400 });
      const ended = gateway.stop();
      expect(await client.next()).toMatchObject({ id: 'slow', result: { model: 'res.country' } });
      expect(await client.closed).toEqual(goingAway);
      expect((await ended).code).toBe(0);
      const requestId = `${String(client.headers['x-request-id'])}.2`;
      expect(gateway.output()).toMatch(new RegExp(`"door":"ws".*"requestId":"${requestId}".*"msg":"call"`));
    });

    it('cuts them when the time to end is over, whether they wait or do not listen', async () => {
      const gateway = await start({ SHUTDOWN_GRACE_MS: '200', ODOO_TIMEOUT_MS: '300000' });
      const waiting = await SocketClient.connect(gateway.url, options);
      const deaf = await SocketClient.connect(gateway.url, options);
      await callSlowly(waiting, { answer: 'black-hole' });
      deaf.socket.pause();
      expect((await gateway.stop()).code).toBe(0);
      deaf.socket.resume();
      expect(await Promise.all([waiting.closed, deaf.closed])).toMatchObject([{ code: 1006 }, goingAway]);
    });
  });

  it('finishes what it is doing before it ends', async () => {
    const gateway = await startGatewayProcess({ ...sandboxSettings(sandbox), API_KEY: TEST_KEY });
    const call = () =>
      fetch(`${gateway.url}/mcp/tools/call`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': TEST_KEY },
        body: JSON.stringify({ method: 'odoo_search', params: { model: 'res.country', limit: 1 } }),
      });
    await call();
    sandbox.faults.set({ latencyMs: 400, times: 1 });
    const arrived = sandbox.calls.counts.total;
    const slow = call();
    await until(() => sandbox.calls.counts.total > arrived);
    const ended = gateway.stop();
    expect((await slow).status).toBe(200);
    expect((await ended).code).toBe(0);
  });
});
