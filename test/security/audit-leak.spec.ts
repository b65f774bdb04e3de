import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { AuditFolder } from '../fixtures/audit-files.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { SocketClient } from '../fixtures/socket-client.js';

const CANARY = 'canary9f2c';
const AUDIT_SECRET = `${CANARY} seals this audit log alone`;

/** Whatever a caller can write, in the places where it can be written. */
const CALLS: ReadonlyArray<readonly [string, unknown]> = [
  ['odoo_create', { model: 'res.partner', values: { name: CANARY, email: `${CANARY}@example.com` } }],
  ['odoo_write', { model: 'res.partner', ids: [1], values: { comment: CANARY } }],
  ['odoo_write', { model: 'res.partner', ids: [1], values: { [CANARY]: 1 } }],
  ['odoo_write', { model: 'res.partner', ids: [1], values: { password: CANARY } }],
  ['odoo_write', { model: 'res.partner', ids: [1], values: { parent_id: CANARY } }],
  ['odoo_call', { model: 'res.partner', method: 'message_post', ids: [1], kwargs: { body: CANARY } }],
  ['odoo_call', { model: 'res.partner', method: '_private', args: [CANARY] }],
  ['odoo_call', { model: `${CANARY} is no model`, method: 'read', args: [] }],
  ['odoo_search', { model: 'res.users', domain: [['password', '=', CANARY]] }],
  ['odoo_search', { model: 'ir.config_parameter', domain: [['key', '=', CANARY]] }],
  ['odoo_upload', { model: 'res.partner', id: 1, name: CANARY, content: Buffer.from(CANARY).toString('base64') }],
  [`odoo_${CANARY}`, { [CANARY]: CANARY }],
];

describe('the audit log', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let folder: AuditFolder;

  beforeAll(async () => {
    sandbox = await startSandbox();
    folder = new AuditFolder();
    const settings = { ...sandboxSettings(sandbox), AUDIT_FILE: folder.file, AUDIT_SECRET };
    gateway = await startGateway({ ...settings, MCP_MODE: 'readwrite', CONFIRM: 'never' });
  });

  afterAll(async () => {
    folder.remove();
    await sandbox.close();
  });

  it('holds nothing that callers or Odoo wrote, nor a secret', async () => {
    for (const [tool, params] of CALLS) await gateway.post('/mcp/tools/call', { method: tool, params });
    const message = { method: 'tools/call', params: { name: 'odoo_create', arguments: CALLS[0]?.[1] } };
    const socket = await SocketClient.connect(gateway.url);
    await socket.ask(message);
    await socket.close();
    const odd = { authorization: `Bearer ${TEST_KEY}`, traceparent: `00-${CANARY}-1-01`, 'x-request-id': CANARY };
    await gateway.post('/mcp/tools/call', message, odd);
    await gateway.post('/mcp/tools/call', message, { 'x-api-key': `${CANARY}-a-wrong-key` });
    await gateway.post('/mcp/tools/call', message, { 'x-api-key': TEST_KEY, origin: `https://${CANARY}.example` });
    await gateway.close();

    const events = folder.events();
    expect(events.filter((event) => event === 'write').length).toBeGreaterThanOrEqual(5);
    expect(events.filter((event) => event === 'refusal').length).toBeGreaterThanOrEqual(4);
    expect(events).toContain('key');
    const text = folder.text();
    const secrets = [CANARY, Buffer.from(CANARY).toString('base64'), TEST_KEY, `"${sandbox.users.admin.password}"`];
    expect(text.split('\n').filter((line) => secrets.some((secret) => line.includes(secret)))).toEqual([]);
  });
});
