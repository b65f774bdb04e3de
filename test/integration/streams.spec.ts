import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type Environment, type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';
import { idsIn, isChunk, rowsIn, StreamClient } from '../fixtures/stream-client.js';

const PARTNERS = 5000;
const SECRETS: Environment = { STATE_SECRET: 'a-secret-of-thirty-two-characters', RATE_LIMIT_REQUESTS: '100000' };
const CALL = { method: 'odoo_search', params: { model: 'res.partner', fields: ['name', 'is_company'] } };
const ORDERED = { method: 'odoo_search', params: { ...CALL.params, order: 'name desc' } };

describe('POST /mcp/stream/tools/call', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  /** Another replica. */
  let other: RunningGateway;
  const more: RunningGateway[] = [];

  const start = async (settings: Environment): Promise<RunningGateway> => {
    const started = await startGateway({ ...sandboxSettings(sandbox), ...SECRETS, ...settings });
    more.push(started);
    return started;
  };

  beforeAll(async () => {
    sandbox = await startSandbox({ partners: PARTNERS });
    gateway = await start({ STREAM_CHUNK_SIZE: '100' });
    other = await start({ STREAM_CHUNK_SIZE: '100', MCP_MODE: 'readwrite' });
  });

  afterAll(async () => {
    for (const running of more) await running.close();
    await sandbox.close();
  });

  const open = (body: unknown, headers?: Environment, by = gateway) => StreamClient.open(by, body, headers);
  const textOf = async (body: unknown, headers?: Environment, by?: RunningGateway) =>
    (await open(body, headers, by)).all();

  async function idsOf(params: { order?: string }): Promise<number[]> {
    const kwargs = { order: 'id', ...params };
    const query = { model: 'res.partner', method: 'search', args: [[]], kwargs };
    return ((await gateway.post('/odoo/query', query)).body as { result: number[] }).result;
  }

  async function framesOf(body: unknown, headers?: Environment, by?: RunningGateway) {
    const client = await open(body, headers, by);
    await client.all();
    return client.frames;
  }

  describe('as events', () => {
    it('says what it is, and that nobody should keep or change it', async () => {
      const client = await open({ ...CALL, params: { ...CALL.params, limit: 1 } });
      await client.all();
      const { statusCode, headers } = client.response;
      expect(statusCode).toBe(200);
      expect(headers).toMatchObject({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
        'x-request-id': expect.any(String) as string,
        ratelimit: expect.any(String) as string,
      });
    });

    it('has the frames that its clients know', async () => {
      const text = await textOf({ ...CALL, params: { ...CALL.params, limit: 3 } });
      const settled = text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'MOMENT').replaceAll(/^id: [\w-]+$/gm, 'id: CURSOR');
      expect(settled).toMatchSnapshot();
    });

    it('has every row once, in chunks, and says at each how far it has come', async () => {
      const frames = await framesOf(CALL);
      const chunks = frames.filter(isChunk).map(({ data }) => data);
      expect(frames.map(({ data }) => data['type'])).toEqual(['start', ...chunks.map(() => 'chunk'), 'end']);
      expect(idsIn(frames)).toEqual(await idsOf({}));
      // How many there are depends on how fast Odoo is: a page that it was asked for may end with a short one.
      const rows = chunks.map(({ data }) => (data as unknown[]).length);
      expect(Math.max(...rows)).toBe(100);
      const sums = rows.map((_, at) => rows.slice(0, at + 1).reduce((sum, each) => sum + each, 0));
      expect(chunks.map(({ progress }) => progress)).toEqual(sums.map((current) => ({ current, total: PARTNERS })));
    });

    it('goes in any order', async () => {
      expect(idsIn(await framesOf(ORDERED))).toEqual(await idsOf({ order: 'name desc, id' }));
    });

    it('keeps to a limit and a domain, and chooses telling fields where none are named', async () => {
      const params = { model: 'res.partner', domain: [['is_company', '=', true]], limit: 250 };
      const rows = rowsIn(await framesOf({ method: 'odoo_search', params }));
      expect([rows.length, new Set(rows.map((row) => row['is_company']))]).toEqual([250, new Set([true])]);
      expect(Object.keys(rows[0] ?? {}).slice(0, 2)).toEqual(['id', 'display_name']);
    });

    it('has a start and an end where there are no rows', async () => {
      const params = { model: 'res.partner', domain: [['id', '=', 0]] };
      const frames = await framesOf({ method: 'odoo_search', params });
      expect(frames.map(({ data }) => [data['type'], data['total']])).toEqual([
        ['start', 0],
        ['end', undefined],
      ]);
    });

    it('has the result of another tool as its only chunk', async () => {
      const frames = await framesOf({ name: 'odoo_count', arguments: { model: 'res.partner' } });
      expect(frames.map(({ data }) => data)).toEqual([
        { type: 'start', tool: 'odoo_count', timestamp: expect.any(String) as string },
        { type: 'chunk', data: { model: 'res.partner', count: PARTNERS }, progress: { current: 1, total: 1 } },
        { type: 'end', timestamp: expect.any(String) as string },
      ]);
    });

    it('takes rows part by part where there are more than are kept', async () => {
      const small = await start({ STREAM_MAX_IDS: '1000' });
      const frames = await framesOf(CALL, {}, small);
      expect(idsIn(frames)).toEqual(await idsOf({}));
      expect(frames[0]?.data).toMatchObject({ total: PARTNERS });
      expect(await textOf(ORDERED, {}, small)).toContain('STREAM_MAX_IDS');
    });
  });

  describe('as a file', () => {
    const NDJSON = { accept: 'application/x-ndjson' };
    const CSV = { accept: 'text/csv' };

    it('has a JSON row on each line', async () => {
      const client = await open(CALL, NDJSON);
      const lines = (await client.all()).trimEnd().split('\n');
      expect(client.response.headers['content-type']).toBe('application/x-ndjson');
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(rowsIn(await framesOf(CALL)));
    });

    it('is CSV with a name, whose cells are no formulas', async () => {
      const name = '=HYPERLINK("http://example.com","x")';
      const { body } = await other.post('/odoo/models/res.partner/records', { name });
      const { created_id: id } = body as { created_id: number };
      const client = await open({ ...CALL, params: { ...CALL.params, domain: [['id', 'in', [1, 3, id]]] } }, CSV);
      const text = await client.all();
      await fetch(`${other.url}/odoo/models/res.partner/records/${id}`, {
        method: 'DELETE',
        headers: { 'x-api-key': 'a-key-for-tests-only' },
      });
      expect(client.response.headers['content-type']).toBe('text/csv; charset=utf-8');
      expect(client.response.headers['content-disposition']).toBe('attachment; filename="res.partner.csv"');
      expect(text).toBe(
        `id,name,is_company\r\n1,My Company (San Francisco),true\r\n3,Mitchell Admin,false\r\n` +
          `${id},"'=HYPERLINK(""http://example.com"",""x"")",false\r\n`,
      );
    });

    it('can be gone on with behind any of its cursors', async () => {
      const whole = await textOf(CALL, CSV);
      const lines = (await textOf(CALL, { accept: 'text/csv; cursors=true' })).split('\r\n');
      expect(lines[0]).toBe('id,name,is_company,_cursor');
      const marked = lines.flatMap((line, at) => (/,[\w-]{20,}$/.test(line) ? [at] : []));
      expect(marked).toHaveLength(50);
      for (const at of [marked[0] ?? 0, marked[20] ?? 0]) {
        const cursor = lines[at]?.split(',').at(-1);
        const rest = await textOf({ ...CALL, cursor }, CSV, other);
        expect(
          whole
            .split('\r\n')
            .slice(0, at + 1)
            .join('\r\n') + `\r\n${rest}`,
        ).toBe(whole);
      }
      const ndjson = (await textOf(CALL, { accept: 'application/x-ndjson; cursors=true' })).split('\n');
      const { cursor } = JSON.parse(ndjson[100] ?? '') as { cursor: string };
      const rest = await textOf({ ...CALL, cursor }, NDJSON, other);
      expect(rest).toBe((await textOf(CALL, NDJSON)).split('\n').slice(100).join('\n'));
    });

    it('is refused as CSV where there are no rows', async () => {
      const { response } = await open({ name: 'odoo_count', arguments: { model: 'res.partner' } }, CSV);
      expect(response.statusCode).toBe(400);
    });
  });

  describe('goes on', () => {
    /** Reads some chunks by one gateway, and the rest by another. */
    async function cutAt(call: typeof CALL, chunks: number, resume: (cursor: string) => [unknown, Environment?]) {
      const first = await open(call);
      await first.until((frame) => (frame.data['progress'] as { current?: number })?.current === chunks * 100);
      first.leave();
      const taken = first.frames.filter(isChunk).slice(0, chunks);
      const [body, headers] = resume(String(taken.at(-1)?.id));
      const rest = await framesOf(body, headers, other);
      expect(rest.find(isChunk)?.data['progress']).toEqual({ current: (chunks + 1) * 100, total: PARTNERS });
      return [...idsIn(taken), ...idsIn(rest)];
    }

    it.each([
      [1, CALL],
      [7, CALL],
      [49, CALL],
      [1, ORDERED],
      [23, ORDERED],
    ])('behind chunk %i of %j, on another replica: each row once', async (chunks, call) => {
      const expected = await idsOf({ order: call === ORDERED ? 'name desc, id' : 'id' });
      expect(await cutAt(call, chunks, (cursor) => [call, { 'last-event-id': cursor }])).toEqual(expected);
    });

    it('by a cursor in the body too, at its top or in its params', async () => {
      const expected = await idsOf({});
      const inner = { ...CALL, params: { ...CALL.params } };
      expect(await cutAt(CALL, 3, (cursor) => [{ ...CALL, cursor }])).toEqual(expected);
      expect(await cutAt(CALL, 3, (cursor) => [{ ...inner, params: { ...inner.params, cursor } }])).toEqual(expected);
    });

    it('to an end at once where all has been sent', async () => {
      const last = (await framesOf(CALL)).findLast(isChunk)?.id;
      const frames = await framesOf(CALL, { 'last-event-id': String(last) });
      expect(frames.map(({ data }) => data['type'])).toEqual(['start', 'end']);
    });

    it('at the right place where the last row was deleted meanwhile', async () => {
      const one = await start({ STREAM_CHUNK_SIZE: '1', MCP_MODE: 'readwrite' });
      const call = async (method: string, params: object) =>
        (await one.post('/mcp/tools/call', { method, params: { model: 'res.partner', ...params } })).body;
      const made: number[] = [];
      for (const name of ['~1', '~2', '~3', '~4']) {
        const { result } = (await call('odoo_create', { values: { name } })) as { result: { created_id: number } };
        made.push(result.created_id);
      }
      const params = { model: 'res.partner', domain: [['id', 'in', made]], order: 'name desc' };
      const whole = await framesOf({ method: 'odoo_search', params }, {}, one);
      expect(idsIn(whole)).toEqual(made.toReversed());
      const cursor = String(whole.filter(isChunk)[1]?.id);
      await call('odoo_unlink', { ids: [made[2]] });
      expect(idsIn(await framesOf({ method: 'odoo_search', params, cursor }, {}, one))).toEqual([made[1], made[0]]);
      await call('odoo_unlink', { ids: [made[3]] });
      expect(await textOf({ method: 'odoo_search', params, cursor }, {}, one)).toContain('Start again');
      await call('odoo_unlink', { ids: [made[0], made[1]] });
    });

    it.each<[string, unknown, Environment]>([
      ['another question', ORDERED, {}],
      ['another tool', { name: 'odoo_count', arguments: { model: 'res.partner' } }, {}],
      ['another secret', CALL, { STATE_SECRET: 'another-secret-of-32-characters!!' }],
      ['another caller', CALL, { API_KEY: '' }],
    ])('not with %s', async (_what, body, settings) => {
      const cursor = (await framesOf({ ...CALL, params: { ...CALL.params, limit: 100 } })).find(isChunk)?.id;
      const by = Object.keys(settings).length > 0 ? await start(settings) : gateway;
      const { response } = await open(body, { 'last-event-id': String(cursor) }, by);
      expect(response.statusCode).toBe(400);
    });

    it('not with a cursor that is none', async () => {
      for (const cursor of ['abc', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 5, null]) {
        expect((await gateway.post('/mcp/stream/tools/call', { ...CALL, cursor })).status).toBe(400);
      }
    });
  });

  describe('is refused as every route refuses, before its first byte', () => {
    it.each<[string, number, unknown, Environment]>([
      ['no JSON', 400, '{"method"', {}],
      ['no tool', 400, {}, {}],
      ['arguments that are none', 400, { method: 'odoo_search', params: { modle: 'res.partner' } }, {}],
      ['an offset', 400, { method: 'odoo_search', params: { model: 'res.partner', offset: 5 } }, {}],
      ['a wrong key', 401, CALL, { 'x-api-key': 'a-key-that-is-not-known' }],
      ['a tool that writes', 403, { method: 'odoo_create', params: { model: 'res.partner', values: {} } }, {}],
      ['a protected model', 403, { method: 'odoo_search', params: { model: 'ir.config_parameter' } }, {}],
      ['a secret field', 403, { method: 'odoo_search', params: { model: 'res.users', fields: ['password'] } }, {}],
      ['a tool that there is not', 404, { method: 'odoo_serch', params: {} }, {}],
      ['a model that there is not', 404, { method: 'odoo_search', params: { model: 'res.partnr' } }, {}],
    ])('%s: %i', async (_what, status, body, headers) => {
      const answer = await gateway.post('/mcp/stream/tools/call', body, {
        'x-api-key': 'a-key-for-tests-only',
        ...headers,
      });
      expect(answer).toMatchObject({ status, body: { error: { data: { layer: expect.any(String) as string } } } });
      expect(answer.headers.get('content-type')).toContain('application/json');
    });
  });
});
