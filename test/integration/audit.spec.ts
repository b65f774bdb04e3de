import { rmSync, symlinkSync } from 'node:fs';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { ACCESS_SOURCE, type FileAccess } from '#libs/config';
import { verifyChain } from '#libs/observability';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { AccessFolder, hashOf } from '../fixtures/access-files.js';
import { AuditFolder, type AuditLine } from '../fixtures/audit-files.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { SocketClient } from '../fixtures/socket-client.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('the audit log of the whole gateway', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let folder: AuditFolder;

  beforeAll(async () => {
    sandbox = await startSandbox();
  });

  beforeEach(() => {
    folder = new AuditFolder();
  });

  afterEach(async () => {
    await gateway.close();
    folder.remove();
  });

  afterAll(() => sandbox.close());

  async function start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    const audited = { ...sandboxSettings(sandbox), AUDIT_FILE: folder.file, MCP_MODE: 'readwrite', CONFIRM: 'never' };
    gateway = await startGateway({ ...audited, ...settings });
  }

  const call = (method: string, params: unknown, headers?: Record<string, string>) =>
    gateway.post('/mcp/tools/call', { method, params }, headers);

  /** Ends the gateway, so that every line is there. */
  async function linesAtEnd(): Promise<AuditLine[]> {
    await gateway.close();
    await verifyChain([folder.file]);
    return folder
      .lines()
      .slice(1, -1)
      .filter(({ outcome }) => outcome !== 'loaded');
  }

  it('has a line for each write and one for its outcome; none for what only reads, dry runs included', async () => {
    await start();
    const headers = { authorization: `Bearer ${TEST_KEY}`, traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };
    const made = await call('odoo_create', { model: 'res.partner', values: { name: 'Audited' } }, headers);
    const { created_id: id } = (made.body as { result: { created_id: number } }).result;
    await call('odoo_search', { model: 'res.partner', limit: 1 });
    await call('odoo_write', { model: 'res.partner', ids: [id], values: { name: 'Dry' }, dry_run: true });
    await call('odoo_unlink', { model: 'res.partner', ids: [id] });
    const lines = await linesAtEnd();
    expect(lines).toMatchObject([
      { event: 'write', outcome: 'begun', method: 'create', model: 'res.partner', door: 'rest', connection: 'default' },
      { event: 'outcome', outcome: 'ok', ids: [id] },
      { event: 'write', outcome: 'begun', method: 'unlink', ids: [id] },
      { event: 'outcome', outcome: 'ok' },
    ]);
    expect(lines[0]).toMatchObject({
      principal: 'api-key',
      trace_id: TRACE,
      address: '127.0.0.1',
      request_id: made.headers.get('x-request-id'),
    });
    expect(lines[1]).toMatchObject({ of: lines[0]?.['seq'] });
    expect(lines[2]).not.toHaveProperty('trace_id');
  });

  it('has a line for what becomes of a key of the access file', async () => {
    const key = (id: string, more: object = {}) => ({ id, secrets: [{ hash: hashOf(id) }], ...more });
    const access = new AccessFolder(JSON.stringify({ keys: [key('stays'), key('goes'), key('turns')] }));
    await start({ ACCESS_FILE: access.path });
    const source = gateway.app.get<FileAccess>(ACCESS_SOURCE);
    const ended = { secrets: [{ hash: hashOf('turns'), expires: '2026-01-01T00:00:00Z' }] };
    access.replace(JSON.stringify({ keys: [key('stays'), key('turns', ended), key('comes')] }));
    source.look();
    source.look();
    await linesAtEnd();
    access.remove();
    const told = folder.lines().filter(({ event }) => event === 'key');
    expect(told.map(({ principal: id, outcome }) => `${String(id)} ${String(outcome)}`)).toEqual([
      'api-key loaded',
      'stays loaded',
      'goes loaded',
      'turns loaded',
      'goes revoked',
      'turns changed',
      'comes loaded',
      'turns expired',
    ]);
    expect(folder.text()).not.toContain(hashOf('goes').slice('sha256:'.length));
  });

  it('tells doors apart, and where their callers are', async () => {
    await start();
    const client = new Client({ name: 'audit', version: '1' });
    const requestInit = { headers: { authorization: `Bearer ${TEST_KEY}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL(`${gateway.url}/mcp`), { requestInit }));
    const create = { name: 'odoo_create', arguments: { model: 'res.partner', values: { name: 'By MCP' } } };
    await client.callTool(create);
    await client.close();
    const socket = await SocketClient.connect(gateway.url);
    await socket.ask({ method: 'tools/call', params: { ...create }, id: 'by socket' });
    await socket.close();
    const writes = (await linesAtEnd()).filter(({ event }) => event === 'write');
    expect(writes).toMatchObject([
      { door: 'mcp', address: '127.0.0.1' },
      { door: 'ws', address: '127.0.0.1' },
    ]);
  });

  it('keeps each refusal once, by whatever it was refused', async () => {
    await start({ MCP_MODE: 'readonly', ALLOWED_HOSTS: 'localhost,127.0.0.1' });
    const query = { model: 'ir.config_parameter', method: 'search_read', args: [[]], kwargs: {} };
    await gateway.post('/odoo/query', query);
    await call('odoo_unlink', { model: 'res.partner', ids: [1] });
    await call('odoo_search', { model: 'res.partner' }, { 'x-api-key': 'a-wrong-key-of-somebody' });
    await gateway.post('/mcp/tools/list', {}, {});
    await call('odoo_search', { model: 'res.partner' }, { 'x-api-key': TEST_KEY, origin: 'https://evil.example' });
    await expect(SocketClient.connect(gateway.url, { headers: {} })).rejects.toThrow('401');
    expect(await linesAtEnd()).toMatchObject([
      {
        event: 'refusal',
        layer: 'model',
        rule: 'protected-models',
        model: 'ir.config_parameter',
        principal: 'api-key',
      },
      { event: 'refusal', layer: 'mode', rule: 'readonly', tool: 'odoo_unlink' },
      { event: 'key', outcome: 'unauthenticated', layer: 'key', address: '127.0.0.1', door: 'rest' },
      { event: 'key', outcome: 'unauthenticated', layer: 'key' },
      { event: 'refusal', layer: 'host', rule: 'cors-origins' },
      { event: 'key', outcome: 'unauthenticated', door: 'ws' },
    ]);
  });

  it('keeps what MCP clients are refused, tools that they are not shown included', async () => {
    await start({ MCP_MODE: 'readonly' });
    const client = new Client({ name: 'audit', version: '1' });
    const requestInit = { headers: { authorization: `Bearer ${TEST_KEY}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL(`${gateway.url}/mcp`), { requestInit }));
    await client.callTool({ name: 'odoo_search', arguments: { model: 'ir.config_parameter' } });
    await expect(
      client.callTool({ name: 'odoo_unlink', arguments: { model: 'res.partner', ids: [1] } }),
    ).rejects.toThrow('no such tool');
    await client.close();
    expect(await linesAtEnd()).toMatchObject([
      { event: 'refusal', layer: 'model', door: 'mcp', tool: 'odoo_search' },
      { event: 'refusal', layer: 'mode', door: 'mcp', tool: 'odoo_unlink' },
    ]);
  });

  it('refuses to write while the disk is full, reads on, says so in its health, and goes on when there is room', async () => {
    symlinkSync('/dev/full', folder.file);
    await start();
    const values = { name: 'Never made' };
    const refused = await call('odoo_create', { model: 'res.partner', values });
    expect(refused).toMatchObject({ status: 503, body: { error: { data: { code: 'audit_unavailable' } } } });
    const domain = [['name', '=', values.name]];
    const { body } = await call('odoo_search', { model: 'res.partner', domain });
    expect(body).toMatchObject({ result: { count: 0 } });
    const health = async () => (await fetch(`${gateway.url}/health`)).json();
    expect(await health()).toMatchObject({ status: 'healthy', audit: 'failing' });

    rmSync(folder.file);
    expect(await call('odoo_create', { model: 'res.partner', values })).toMatchObject({ status: 200 });
    expect(await health()).toMatchObject({ audit: 'kept' });
  });

  it('writes on while the disk is full, where it was told to', async () => {
    symlinkSync('/dev/full', folder.file);
    await start({ AUDIT_ON_FAILURE: 'continue' });
    expect(await call('odoo_create', { model: 'res.partner', values: { name: 'Unseen' } })).toMatchObject({
      status: 200,
    });
  });
});
