import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type Environment, type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { idsIn, isChunk, StreamClient } from '../fixtures/stream-client.js';
import { until } from '../fixtures/until.js';

const SECRET: Environment = { STATE_SECRET: 'a-secret-of-thirty-two-characters', RATE_LIMIT_REQUESTS: '100000' };
const CALL = { method: 'odoo_search', params: { model: 'res.partner', fields: ['name'] } };
const READS = { match: { method: 'search_read' } };

describe('a stream that does not come to its end', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;

  beforeEach(async () => {
    sandbox = await startSandbox({ partners: 3000 });
    gateway = await startGateway({ ...sandboxSettings(sandbox), ...SECRET });
    // Has logged in, and knows the fields.
    await (await StreamClient.open(gateway, { ...CALL, params: { ...CALL.params, limit: 1 } })).all();
    sandbox.calls.clear();
  });

  afterEach(async () => {
    await gateway.close();
    await sandbox.close();
  });

  const reads = () => sandbox.calls.count({ method: 'search_read' });

  describe('because its client has hung up', () => {
    it('ends the search that Odoo is busy with', async () => {
      sandbox.faults.set({ match: { method: 'search' }, answer: 'black-hole' });
      const connection = new AbortController();
      const opened = StreamClient.open(gateway, CALL, {}, connection.signal);
      await until(() => sandbox.calls.count({ method: 'search' }) === 1);
      connection.abort();
      await expect(opened).rejects.toThrow('aborted');
      await until(() => sandbox.calls.count({ method: 'search', state: 'client-closed' }) === 1);
    });

    it('ends the page that Odoo is busy with, and asks for no other', async () => {
      sandbox.faults.set({ ...READS, latencyMs: 250 });
      const client = await StreamClient.open(gateway, CALL);
      await client.until(isChunk);
      client.leave();
      await until(() => sandbox.calls.count({ method: 'search_read', state: 'client-closed' }) === 1);
      const asked = reads();
      await gateway.post('/mcp/tools/call', { method: 'odoo_count', params: { model: 'res.country' } });
      expect(reads()).toBe(asked);
    });
  });

  describe('because Odoo fails', () => {
    /** Fails at a page behind the first one. */
    async function failing(accept: string) {
      sandbox.faults.set({ ...READS, latencyMs: 150 });
      const client = await StreamClient.open(gateway, CALL, { accept });
      await until(() => reads() >= 2);
      sandbox.faults.set({ ...READS, answer: 'http-502' });
      return client;
    }

    it('says so in its last frame, and can be gone on with', async () => {
      const client = await failing('text/event-stream');
      await client.all();
      const frames = client.frames;
      expect(frames.at(-1)?.data).toEqual({
        type: 'error',
        message: expect.any(String) as string,
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
        error: expect.objectContaining({ code: 'odoo_unavailable', layer: 'odoo', retryable: true }) as unknown,
      });
      expect(frames.filter(({ data }) => ['end', 'error'].includes(String(data['type'])))).toHaveLength(1);
      sandbox.faults.clear();
      const rest = await StreamClient.open(gateway, CALL, { 'last-event-id': String(frames.findLast(isChunk)?.id) });
      await rest.all();
      const ids = [...idsIn(frames), ...idsIn(rest.frames)];
      expect([ids.length, new Set(ids).size]).toEqual([3000, 3000]);
    });

    it('says so in the last line of NDJSON, with where to go on', async () => {
      const lines = (await (await failing('application/x-ndjson')).all()).trimEnd().split('\n');
      const { error, cursor } = JSON.parse(lines.at(-1) ?? '') as { error: { code: string }; cursor: string };
      expect(error.code).toBe('odoo_unavailable');
      sandbox.faults.clear();
      const rest = await StreamClient.open(gateway, { ...CALL, cursor }, { accept: 'application/x-ndjson' });
      expect(lines.length - 1 + (await rest.all()).trimEnd().split('\n').length).toBe(3000);
    });

    it('breaks the connection of CSV, so that nobody takes it for whole', async () => {
      await expect((await failing('text/csv')).all()).rejects.toThrow('aborted');
    });
  });

  describe('because the gateway shuts down', () => {
    const RESUMED = { code: 'gateway_unavailable', retryable: true, hint: expect.stringContaining('cursor') as string };

    async function closing(body: unknown, headers?: Environment) {
      sandbox.faults.set({ ...READS, latencyMs: 150 });
      const client = await StreamClient.open(gateway, body, headers);
      await until(() => reads() >= 2);
      return { client, closed: gateway.close() };
    }

    it('says so and where to come back, and goes on at another replica', async () => {
      const { client, closed } = await closing(CALL);
      await client.all();
      await closed;
      expect(client.frames.at(-1)?.data).toMatchObject({ type: 'error', error: RESUMED });
      sandbox.faults.clear();
      const cursor = String(client.frames.findLast(isChunk)?.id);
      gateway = await startGateway({ ...sandboxSettings(sandbox), ...SECRET });
      const rest = await StreamClient.open(gateway, CALL, { 'last-event-id': cursor });
      await rest.all();
      const ids = [...idsIn(client.frames), ...idsIn(rest.frames)];
      expect([ids.length, new Set(ids).size]).toEqual([3000, 3000]);
    });

    it('breaks the connection of CSV', async () => {
      const { client, closed } = await closing(CALL, { accept: 'text/csv' });
      await expect(client.all()).rejects.toThrow('aborted');
      await closed;
    });

    it('waits for one result that is in the making', async () => {
      sandbox.faults.set({ match: { method: 'search_count' }, latencyMs: 300 });
      const count = { method: 'odoo_count', params: { model: 'res.partner' } };
      const client = await StreamClient.open(gateway, count);
      await until(() => sandbox.calls.count({ method: 'search_count' }) === 1);
      const closed = gateway.close();
      await client.all();
      await closed;
      expect(client.frames.map(({ data }) => data['type'])).toEqual(['start', 'chunk', 'end']);
    });
  });
});

describe('a stream that nobody reads', () => {
  const PARTNERS = 100_000;
  const FIELDS = 'name,display_name,complete_name,email,phone,parent_id,commercial_partner_id,country_id,user_id'.split(
    ',',
  );
  const MORE = 'company_id,street,street2,zip,city,function,website,ref,vat,lang,tz,type,color,credit_limit'.split(',');
  const body = JSON.stringify({
    method: 'odoo_search',
    params: { model: 'res.partner', fields: [...FIELDS, ...MORE] },
  });
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let socket: Socket;

  beforeAll(async () => {
    sandbox = await startSandbox({ partners: PARTNERS });
  });

  afterAll(() => sandbox.close());

  beforeEach(async () => {
    gateway = await startGateway({ ...sandboxSettings(sandbox), ...SECRET, SHUTDOWN_GRACE_MS: '200' });
    sandbox.calls.clear();
  });

  afterEach(async () => {
    socket.destroy();
    await gateway.close();
  });

  const reads = () => sandbox.calls.counts.byMethod['res.partner.search_read'] ?? 0;

  /** Asks for all rows, and does not look at what comes. */
  function ask(): void {
    const { hostname, port, host } = new URL(gateway.url);
    socket = connect(Number(port), hostname);
    socket.pause();
    const head = `POST /mcp/stream/tools/call HTTP/1.1\r\nhost: ${host}\r\nx-api-key: ${TEST_KEY}\r\n`;
    const length = `content-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n`;
    socket.write(head + length + body);
  }

  /** Resolves once other calls go by, again and again, without another page being read. */
  async function stalled(): Promise<number> {
    let before = -1;
    for (let same = 0; same < 20; same = reads() === before ? same + 1 : 0) {
      before = reads();
      await gateway.post('/mcp/tools/call', { method: 'odoo_count', params: { model: 'res.country' } });
    }
    return before;
  }

  it('is read no further than the connection takes, and to its end once somebody reads', async () => {
    ask();
    await until(() => reads() > 1);
    const early = await stalled();
    let text = '';
    socket.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    socket.resume();
    await once(socket, 'end');
    expect(text).toContain(`"progress":{"current":${PARTNERS},"total":${PARTNERS}}`);
    expect(text).toContain('"type":"end"');
    expect(early).toBeLessThan(reads() / 2);
  });

  it('does not hold a shutdown up', async () => {
    ask();
    await until(() => reads() > 1);
    await stalled();
    await gateway.close();
    expect(gateway.app.getHttpServer()).toMatchObject({ listening: false });
  });
});
