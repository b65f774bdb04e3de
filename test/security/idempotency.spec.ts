import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { AccessFolder, hashOf } from '../fixtures/access-files.js';
import { AuditFolder } from '../fixtures/audit-files.js';
import { type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';
import { standardOutputTo } from '../fixtures/standard-output.js';
import { until } from '../fixtures/until.js';

const ANNE = 'odoo_the-key-of-anne-in-these-tests-1';
const BERT = 'odoo_the-key-of-bert-in-these-tests-2';
const MODEL = 'res.partner.category';
const CANARY = 'canary-key-5d1c';

const holder = (id: string, secret: string, more = 'mode: readwrite') =>
  `  - { id: ${id}, secrets: [{ hash: "${hashOf(secret)}" }], ${more} }\n`;
const file = (ofAnne?: string) => `keys:\n${holder('anne', ANNE, ofAnne)}${holder('bert', BERT)}`;

/** What somebody may try with idempotency keys, their own or those of others. */
describe('idempotency keys', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let folder: AccessFolder;
  let audit: AuditFolder;
  let written: string;

  beforeAll(async () => {
    sandbox = await startSandbox();
  });

  beforeEach(async () => {
    folder = new AccessFolder(file());
    audit = new AuditFolder();
    written = '';
    standardOutputTo((text) => {
      written += text;
    });
    gateway = await startGateway({
      ...sandboxSettings(sandbox),
      API_KEY: '',
      ACCESS_FILE: folder.path,
      AUDIT_FILE: audit.file,
      AUDIT_SECRET: 'a-secret-for-the-audit-log-of-these-tests',
      MCP_MODE: 'readwrite',
      LOG_LEVEL: 'trace',
      // What has changed is waited for by asking again and again.
      RATE_LIMIT_REQUESTS: '100000',
    });
    sandbox.calls.clear();
  });

  afterEach(async () => {
    await gateway.close();
    jest.restoreAllMocks();
    folder.remove();
    audit.remove();
  });

  afterAll(() => sandbox.close());

  async function call(secret: string, tool: string, params: object, key = CANARY) {
    const answer = await fetch(`${gateway.url}/mcp/tools/call`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}`, 'idempotency-key': key },
      body: JSON.stringify({ method: tool, params }),
    });
    const text = await answer.text();
    const replayed = answer.headers.get('idempotency-replayed') === 'true';
    const { result, error } = JSON.parse(text) as {
      result?: Readonly<Record<string, unknown>>;
      error?: { data: Readonly<Record<string, unknown>> };
    };
    return { status: answer.status, result, error: error?.data, replayed, text };
  }

  const create = (secret: string, name = 'Ours', key?: string) =>
    call(secret, 'odoo_create', { model: MODEL, values: { name } }, key);
  const creates = () => sandbox.calls.count({ model: MODEL, method: 'create' });

  it('of one caller tell another nothing, not even that they were used', async () => {
    const ofAnne = await create(ANNE, 'Of Anne');
    const ofBert = await create(BERT, 'Of Bert');
    expect(ofBert).toMatchObject({ status: 200, replayed: false });
    expect(ofBert.result?.['created_id']).not.toBe(ofAnne.result?.['created_id']);
    expect(await create(ANNE, 'Of Anne')).toMatchObject({ replayed: true, result: ofAnne.result });
  });

  it('of one tool are none of another', async () => {
    const { result } = await create(ANNE);
    const ids = [result?.['created_id']];
    const changed = await call(ANNE, 'odoo_write', { model: MODEL, ids, values: { name: 'Changed' } });
    expect(changed).toMatchObject({ status: 200, replayed: false });
    const called = await call(ANNE, 'odoo_call', { model: MODEL, method: 'create', args: [[{ name: 'Called' }]] });
    expect(called).toMatchObject({ status: 200, replayed: false });
    expect(creates()).toBe(2);
  });

  it('give no write again to a caller who is readonly by now', async () => {
    await create(ANNE);
    folder.replace(file('mode: readonly'));
    await until(async () => (await create(ANNE, 'Ours', 'another')).status === 403);
    const refused = await create(ANNE);
    expect(refused).toMatchObject({ status: 403, replayed: false, error: { layer: 'mode' } });
    expect(refused.text).not.toContain('created_id');
  });

  it('give nothing again of a model that is closed to the caller by now, and send nothing', async () => {
    const first = await create(ANNE);
    folder.replace(file('mode: readwrite, models: { deny: [res.partner.category] }'));
    await until(async () => (await create(ANNE, 'Ours', 'another')).status === 403);
    const before = creates();
    const refused = await create(ANNE);
    expect(refused).toMatchObject({ status: 403, error: { code: 'forbidden', layer: 'key' } });
    expect(refused.text).not.toContain(String(first.result?.['created_id']));
    expect(creates()).toBe(before);
  });

  it('are refused to a caller who was revoked', async () => {
    await create(ANNE);
    folder.replace(`keys:\n${holder('bert', BERT)}`);
    await until(async () => (await create(ANNE)).status !== 200);
    expect(await create(ANNE)).toMatchObject({ status: 401, replayed: false });
  });

  it.each<[string, string]>([
    ['256 characters', 'x'.repeat(256)],
    ['8 kB', 'x'.repeat(8000)],
    ['a blank', 'a b'],
    ['a letter that is none of ASCII', 'cl\u00e9'],
  ])('of %s are refused, and nothing is done', async (_what, key) => {
    const before = creates();
    expect(await create(ANNE, 'Ours', key)).toMatchObject({ status: 400, error: { code: 'invalid_arguments' } });
    expect(creates()).toBe(before);
  });

  it('cost points each time they are repeated', async () => {
    const pointsLeft = async () => {
      const { headers } = await fetch(`${gateway.url}/mcp/mode`, { headers: { authorization: `Bearer ${ANNE}` } });
      return Number(/r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]);
    };
    await create(ANNE);
    const before = await pointsLeft();
    await create(ANNE);
    // The call costs 3, and looking costs 1.
    expect(before - (await pointsLeft())).toBe(4);
  });

  it('are in no log, which tells that a call was answered again', async () => {
    await create(ANNE);
    expect(await create(ANNE)).toMatchObject({ replayed: true });
    await until(() => audit.events().includes('replay'));
    expect(audit.lines().filter(({ event }) => event === 'write')).toHaveLength(1);
    expect(audit.lines().filter(({ event }) => event === 'replay')).toMatchObject([
      { outcome: 'ok', principal: 'anne', tool: 'odoo_create', door: 'rest', request_id: expect.any(String) as string },
    ]);
    await until(() => written.includes('"replayed":true'));
    expect(written + audit.text()).not.toContain(CANARY);
  });
});
