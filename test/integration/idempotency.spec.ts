import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type Environment, type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { type HoldingProxy, startHoldingProxy } from '../fixtures/holding-proxy.js';
import { McpWire } from '../fixtures/mcp-wire.js';
import { until } from '../fixtures/until.js';

const MODEL = 'res.partner.category';

interface Answer {
  readonly status: number;
  readonly replayed: boolean;
  readonly retryAfter: string | null;
  readonly body: { readonly result?: Record<string, unknown>; readonly error?: { data: Record<string, unknown> } };
}

describe('a call with an idempotency key', () => {
  let sandbox: Sandbox;
  /** The way to Odoo. */
  let proxy: HoldingProxy;
  let gateway: RunningGateway;
  let keys = 0;
  let key: string;

  const start = (settings: Environment = {}) =>
    startGateway({ ...sandboxSettings(sandbox), ODOO_URL: proxy.url, MCP_MODE: 'readwrite', ...settings });

  beforeAll(async () => {
    sandbox = await startSandbox();
    proxy = await startHoldingProxy(sandbox.url);
    gateway = await start();
  });

  beforeEach(() => {
    key = `key-${++keys}`;
    sandbox.calls.clear();
  });

  afterEach(() => sandbox.faults.clear());

  afterAll(async () => {
    await gateway.close();
    await proxy.close();
    await sandbox.close();
  });

  async function call(
    tool: string,
    params: object,
    { at = gateway, as = key, signal }: { at?: RunningGateway; as?: string; signal?: AbortSignal } = {},
  ): Promise<Answer> {
    const answer = await fetch(`${at.url}/mcp/tools/call`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${TEST_KEY}`, 'idempotency-key': as },
      body: JSON.stringify({ method: tool, params }),
      ...(signal && { signal }),
    });
    return {
      status: answer.status,
      replayed: answer.headers.get('idempotency-replayed') === 'true',
      retryAfter: answer.headers.get('retry-after'),
      body: (await answer.json()) as Answer['body'],
    };
  }

  const creation = (name = key) => ({ model: MODEL, values: { name } });
  const create = (options?: Parameters<typeof call>[2]) => call('odoo_create', creation(), options);
  const creates = () => sandbox.calls.count({ model: MODEL, method: 'create' });
  const codeOf = ({ body }: Answer) => body.error?.data['code'];

  it('is made once of many at once, which all get its answer', async () => {
    const holding = proxy.hold();
    const all = Array.from({ length: 10 }, () => create());
    await holding.started;
    await until(() => proxy.held > 0 || creates() > 0);
    proxy.deliver();
    const answers = await Promise.all(all);
    expect(new Set(answers.map(({ body }) => body.result?.['created_id'])).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(creates()).toBe(1);
  });

  it('does not care in which order its members stand', async () => {
    const values = { name: key, color: 3 };
    const first = await call('odoo_create', { model: MODEL, values });
    const again = await call('odoo_create', { values: { color: 3, name: key }, model: MODEL });
    expect(again).toMatchObject({ replayed: true, body: first.body });
  });

  it('gives up waiting for the first after a time, and says when to come back', async () => {
    const impatient = await start({ IDEMPOTENCY_WAIT_MS: '1' });
    sandbox.faults.set({ match: { model: MODEL, method: 'create' }, latencyMs: 30_000 });
    const leaving = new AbortController();
    const first = create({ at: impatient, signal: leaving.signal }).catch(() => undefined);
    await until(() => creates() === 1);
    const second = await create({ at: impatient });
    expect([second.status, codeOf(second), second.retryAfter]).toEqual([409, 'idempotency_in_progress', '1']);
    leaving.abort();
    await first;
    await impatient.close();
    expect(creates()).toBe(1);
  });

  it('goes on when its caller hangs up, and whoever repeats it gets the answer', async () => {
    sandbox.faults.set({ match: { model: MODEL, method: 'create' }, latencyMs: 300 });
    const leaving = new AbortController();
    const first = create({ signal: leaving.signal }).catch(() => 'gone');
    await until(() => creates() === 1);
    leaving.abort();
    expect(await first).toBe('gone');
    expect(await create()).toMatchObject({ status: 200, replayed: true, body: { result: { success: true } } });
    expect([creates(), sandbox.calls.count({ method: 'create', state: 'answered' })]).toEqual([1, 1]);
  });

  it('is free again when its caller hangs up before anything was sent', async () => {
    sandbox.faults.set({ match: { model: 'res.country', method: 'name_search' }, latencyMs: 30_000, times: 1 });
    const values = { name: key, country_id: 'Belgium' };
    const leaving = new AbortController();
    const first = call('odoo_create', { model: 'res.partner', values }, { signal: leaving.signal }).catch(() => 'gone');
    await until(() => sandbox.calls.count({ model: 'res.country', method: 'name_search' }) === 1);
    leaving.abort();
    expect(await first).toBe('gone');
    const again = await call('odoo_create', { model: 'res.partner', values });
    expect(again).toMatchObject({ status: 200, replayed: false });
    expect(sandbox.calls.count({ model: 'res.partner', method: 'create' })).toBe(1);
  });

  it('is never sent again when its answer was lost, and tells how to look', async () => {
    sandbox.faults.set({ match: { model: MODEL, method: 'create' }, answer: 'reset-after-work', times: 1 });
    const first = await create();
    const again = await create();
    expect([first.status, codeOf(first), first.replayed]).toEqual([502, 'outcome_unknown', false]);
    expect([again.status, codeOf(again), again.replayed]).toEqual([502, 'outcome_unknown', true]);
    expect(again.body.error?.data).toMatchObject({
      retryable: false,
      replayed: true,
      hint: first.body.error?.data['hint'],
    });
    expect(again.body.error?.data['message']).toMatch(
      /was sent to Odoo at \d{4}-\d\d-\d\dT[\d:.]+Z \(create of res\.partner\.category\).*not sent again/,
    );
    expect(creates()).toBe(1);
  });

  it('names the records of what was lost', async () => {
    const { body } = await create();
    const ids = [body.result?.['created_id'] as number];
    sandbox.faults.set({ match: { model: MODEL, method: 'write' }, answer: 'black-hole-after-work', times: 1 });
    const impatient = await start({ ODOO_TIMEOUT_MS: '300' });
    const write = () => call('odoo_write', { model: MODEL, ids, values: { name: `${key} new` } }, { at: impatient });
    expect(codeOf(await write())).toBe('outcome_unknown');
    expect((await write()).body.error?.data['message']).toContain(`(write of ${MODEL} ${ids.join()})`);
    await impatient.close();
    expect(sandbox.calls.count({ model: MODEL, method: 'write' })).toBe(1);
  });

  it('answers a deletion again, though the record is gone by then', async () => {
    const { body } = await create();
    const ids = [body.result?.['created_id'] as number];
    const unlink = () => call('odoo_unlink', { model: MODEL, ids }, { as: `${key}-unlink` });
    expect(await unlink()).toMatchObject({ status: 200, replayed: false });
    expect(await unlink()).toMatchObject({ status: 200, replayed: true, body: { result: { deleted_ids: ids } } });
  });

  it('is refused again as Odoo has refused it', async () => {
    const missing = { model: 'sale.order', method: 'action_confirm', args: [[987_654]] };
    const first = await call('odoo_call', missing);
    const again = await call('odoo_call', missing);
    expect(first.status).toBeGreaterThanOrEqual(400);
    expect(again).toMatchObject({ status: first.status, replayed: true });
    expect(again.body.error?.data).toEqual({ ...first.body.error?.data, replayed: true });
    expect(sandbox.calls.count({ model: 'sale.order', method: 'action_confirm' })).toBe(1);
  });

  it('is made anew where Odoo did nothing', async () => {
    sandbox.faults.set({ match: { path: '/web/dataset/call_kw', model: MODEL, method: 'create' }, expireSessions: 1 });
    const refused = await call('odoo_create', { model: MODEL, values: { nothing: 1 } });
    expect([refused.status, refused.replayed]).toEqual([400, false]);
    const fine = await create();
    expect(fine).toMatchObject({ status: 200, replayed: false });
  });

  it('is made anew where Odoo could not be reached', async () => {
    const away = await start({ ODOO_URL: 'http://127.0.0.1:9' });
    const [first, again] = [await create({ at: away }), await create({ at: away })];
    await away.close();
    expect([first, again].map((answer) => [answer.status, codeOf(answer), answer.replayed])).toEqual([
      [503, 'odoo_unavailable', false],
      [503, 'odoo_unavailable', false],
    ]);
  });

  it('may be one that only tells what it would do, and then the real one', async () => {
    const dry = await call('odoo_create', { ...creation(), dry_run: true });
    expect(dry).toMatchObject({ status: 200, body: { result: { dry_run: true } } });
    expect(await create()).toMatchObject({ status: 200, replayed: false });
    expect(creates()).toBe(1);
  });

  it('is made each time where it only reads', async () => {
    const reading = { model: MODEL, method: 'search_count', args: [[]] };
    for (const params of [reading, { ...reading, args: [[['id', '>', 1]]] }]) {
      expect(await call('odoo_call', params)).toMatchObject({ status: 200, replayed: false });
      expect(await call('odoo_count', { model: MODEL })).toMatchObject({ status: 200, replayed: false });
    }
    expect(sandbox.calls.count({ model: MODEL, method: 'search_count' })).toBe(4);
  });

  it('tells of an answer too large to be kept that it was carried out', async () => {
    const small = await start({ IDEMPOTENCY_MAX_ANSWER_BYTES: '1024', WRITE_MAX_RECORDS: '400' });
    const values = Array.from({ length: 400 }, (_, at) => ({ name: `${key} ${at}` }));
    const many = () => call('odoo_create', { model: MODEL, values }, { at: small });
    const [first, again] = [await many(), await many()];
    await small.close();
    expect(first.status).toBe(200);
    expect([again.status, codeOf(again), again.replayed]).toEqual([413, 'payload_too_large', true]);
    expect(again.body.error?.data['message']).toContain('was carried out before');
  });

  it('is refused where no more keys can be remembered, while others go on', async () => {
    const full = await start({ IDEMPOTENCY_MAX_RECORDS: '1' });
    expect((await create({ at: full })).status).toBe(200);
    const refused = await create({ at: full, as: `${key}-2` });
    expect([refused.status, codeOf(refused), refused.retryAfter]).toEqual([503, 'idempotency_unavailable', '1']);
    expect(refused.body.error?.data['retryable']).toBe(true);
    expect(await create({ at: full })).toMatchObject({ status: 200, replayed: true });
    const unkeyed = await full.post('/mcp/tools/call', { method: 'odoo_create', params: creation() });
    expect(unkeyed.status).toBe(200);
    await full.close();
  });

  it('takes its key only when a person has agreed, and is not asked about again', async () => {
    const { body } = await create();
    const id = body.result?.['created_id'] as number;
    const wire = new McpWire(gateway);
    const params = { name: 'odoo_unlink', arguments: { model: MODEL, ids: [id] } };
    const headers = { 'idempotency-key': `${key}-unlink` };
    const forms = { elicitation: { form: {} } };
    const ask = async (more: object = {}) =>
      (await wire.modern('tools/call', { ...params, ...more }, headers, forms)).body as {
        result: { resultType: string; requestState?: string; structuredContent?: unknown; _meta: object };
      };
    const { result: question } = await ask();
    expect(question.resultType).toBe('input_required');
    const answered = {
      requestState: question.requestState,
      inputResponses: { confirm: { action: 'accept', content: { confirm: true } } },
    };
    const done = { structuredContent: { deleted_ids: [id] } };
    expect((await ask(answered)).result).toMatchObject(done);
    const again = { ...done, _meta: { 'io.odoo-mcp/idempotency-replayed': true } };
    expect((await ask(answered)).result).toMatchObject(again);
    expect((await ask()).result).toMatchObject(again);
    expect(sandbox.calls.count({ model: MODEL, method: 'unlink' })).toBe(1);
  });
});
