import type { OdooConfig } from '#libs/config';
import type { Operation } from '#libs/contracts';
import { deadlineIn } from '../../../test/fixtures/deadlines.js';
import { failureOf } from '../../../test/fixtures/failure-of.js';
import { json, odooConfig, rpc, type ScriptedOdoo, startScriptedOdoo } from '../../../test/fixtures/scripted-odoo.js';
import { upstreamOf } from '../../../test/fixtures/upstream.js';
import { unwatched } from '../../../test/fixtures/recording-tracer.js';
import { HttpOdooConnection } from './odoo-connection.js';
import { LoginGate } from './transports/login-gate.js';

const READ: Operation = { model: 'res.partner', method: 'read', args: [[1], ['name']], kwargs: {} };

describe('HttpOdooConnection', () => {
  let odoo: ScriptedOdoo;
  let connection: HttpOdooConnection;

  beforeEach(async () => {
    odoo = await startScriptedOdoo(({ path }, response) => {
      if (path === '/web/version') json(response, { version: '19.0' });
      else if (path === '/web/session/authenticate') rpc(response, { uid: 2 }, { 'set-cookie': 'session_id=s' });
      else rpc(response, { name: { type: 'char' } });
    });
    connection = connectionTo();
  });

  afterEach(async () => {
    await connection.close();
    await odoo.close();
  });

  function connectionTo(settings: Partial<OdooConfig> = {}): HttpOdooConnection {
    const config = odooConfig(odoo.url, settings);
    const gate = new LoginGate({ loginPauseMs: 0, loginRefusals: 3 }, () => 0);
    return new HttpOdooConnection('default', config, () => 0, gate, upstreamOf(config), unwatched);
  }

  it('reaches out at the first call and not before', async () => {
    expect(odoo.requests).toEqual([]);
    expect(connection.transportKind).toBeUndefined();
    await connection.call(READ);
    expect(connection.transportKind).toBe('session');
  });

  it('asks for the version once and logs in once for many first calls', async () => {
    await Promise.all(Array.from({ length: 20 }, () => connection.call(READ)));
    expect(odoo.paths.slice(0, 2)).toEqual(['/web/version', '/web/session/authenticate']);
    expect(odoo.requests.length).toBe(22);
  });

  it('asks for the version again after a failure', async () => {
    odoo.answer((_request, response) => void response.destroy());
    await expect(connection.serverInfo()).rejects.toMatchObject({ code: 'odoo_unavailable' });
    odoo.answer((_request, response) => json(response, { version: '20.0' }));
    expect(await connection.serverInfo()).toEqual({ version: '20.0', major: 20 });
  });

  it('knows how the last call found Odoo', async () => {
    expect(connection.reach).toBe('unknown');
    odoo.answer((_request, response) => void response.destroy());
    await expect(connection.serverInfo()).rejects.toMatchObject({ code: 'odoo_unavailable' });
    expect(connection.reach).toBe('unreachable');
    odoo.answer(({ path }, response) => {
      if (path === '/web/version') json(response, { version: '19.0' });
      else rpc(response, { uid: 2 }, { 'set-cookie': 'session_id=s' });
    });
    await connection.call(READ);
    expect(connection.reach).toBe('reachable');
    odoo.answer((_request, response) => void response.destroy());
    await expect(connection.call(READ)).rejects.toMatchObject({ code: 'outcome_unknown' });
    expect(connection.reach).toBe('unreachable');
  });

  it('learns nothing of Odoo from a call that had little time, or that found no room', async () => {
    await connection.call(READ);
    odoo.answer(() => undefined);
    const short = failureOf(connection.call(READ, { readsOnly: true, deadline: deadlineIn(50) }));
    expect(await short).toMatchObject({ code: 'odoo_timeout' });
    expect(connection.reach).toBe('reachable');
    const last = odoo.nextAbandoned();
    const fresh = connectionTo({ maxConnections: 1, queueWaitMs: 1 });
    const first = failureOf(fresh.serverInfo());
    expect(await failureOf(fresh.call(READ, { deadline: deadlineIn(1) }))).toMatchObject({ code: 'odoo_timeout' });
    expect(fresh.reach).toBe('unknown');
    await fresh.close();
    await Promise.all([first, last]);
  });

  it('ends the wait for a login that others wait for too, when the time of a call is over', async () => {
    odoo.answer(({ path }, response) => {
      if (path === '/web/version') json(response, { version: '19.0' });
    });
    const waits = connection.call({ ...READ, method: 'write' }, { deadline: deadlineIn(100) });
    expect(await failureOf(waits)).toMatchObject({
      code: 'odoo_timeout',
      message: expect.stringContaining('was not sent') as string,
    });
    expect(odoo.paths).not.toContain('/web/dataset/call_kw/res.partner.write');
  });

  it('keeps field definitions for all who ask', async () => {
    await connection.schema.fieldsOf('res.partner');
    expect(await connection.schema.fieldsOf('res.partner')).toEqual({ name: { type: 'char' } });
    expect(odoo.paths.filter((path) => path.endsWith('fields_get')).length).toBe(1);
  });
});
