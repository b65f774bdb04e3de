import type { AccessTable, OdooConfig } from '#libs/config';
import type { Operation } from '#libs/contracts';
import { Subject } from 'rxjs';
import { failureOf } from '../../../test/fixtures/failure-of.js';
import {
  json,
  odooConfig,
  rpc,
  rpcFault,
  type ScriptedOdoo,
  startScriptedOdoo,
} from '../../../test/fixtures/scripted-odoo.js';
import { unwatched } from '../../../test/fixtures/recording-tracer.js';
import { ConnectionRegistry } from './connection-registry.js';

const READ: Operation = { model: 'res.partner', method: 'read', args: [[1], ['name']], kwargs: {} };
const HOME = { connection: 'home', companies: [] };
const JANE = { ...HOME, identity: 'jane' };

type Logins = { params: { login: string; password: string } };

describe('ConnectionRegistry', () => {
  let odoo: ScriptedOdoo;
  let registry: ConnectionRegistry;
  let access: { current: AccessTable; readonly changes: Subject<AccessTable> };
  let settings: OdooConfig;

  beforeEach(async () => {
    odoo = await startScriptedOdoo(({ path, body }, response) => {
      if (path === '/web/version') return json(response, { version: '19.0' });
      if (path.startsWith('/json/2')) return json(response, []);
      const { login } = (body as Logins).params;
      if (path === '/web/session/authenticate')
        return rpc(response, { uid: 2 }, { 'set-cookie': `session_id=${login}` });
      return rpc(response, []);
    });
    settings = odooConfig(odoo.url, { loginPauseMs: 60_000 });
    access = {
      current: table({ jane: { username: 'jane', password: 'p', apiKey: undefined } }),
      changes: new Subject(),
    };
    registry = new ConnectionRegistry(
      access,
      () => 0,
      () => undefined,
      unwatched,
    );
  });

  afterEach(async () => {
    await registry.close();
    await odoo.close();
  });

  function table(identities: Record<string, Pick<OdooConfig, 'username' | 'password' | 'apiKey'>>): AccessTable {
    const none = { keys: [], tokens: [], local: undefined as never };
    return { ...none, connections: new Map([['home', settings]]), identities: new Map(Object.entries(identities)) };
  }

  function change(next: AccessTable): void {
    access.current = next;
    access.changes.next(next);
  }

  const cookies = () =>
    odoo.requests.filter(({ path }) => path.includes('call_kw')).map(({ headers }) => headers['cookie']);

  it('has one connection for each Odoo and user, whatever the companies', () => {
    expect(registry.of({ ...HOME, companies: [1] })).toBe(registry.of({ ...HOME, companies: [2] }));
    expect(registry.of(JANE)).toBe(registry.of({ ...JANE, companies: [3] }));
    expect(registry.of(JANE)).not.toBe(registry.of(HOME));
  });

  it('logs each user in by itself, with its own name', async () => {
    await registry.of(HOME).call(READ);
    await registry.of(JANE).call(READ);
    await registry.of(HOME).call(READ);
    expect(cookies()).toEqual([
      `session_id=${settings.username}`,
      'session_id=jane',
      `session_id=${settings.username}`,
    ]);
  });

  it('keeps a connection whose settings stay, and makes a new one where they have changed', async () => {
    const [home, jane] = [registry.of(HOME), registry.of(JANE)];
    change(table({ jane: { username: 'jane', password: 'new', apiKey: undefined } }));
    expect(registry.of(HOME)).toBe(home);
    expect(registry.of(JANE)).not.toBe(jane);
    // What was under way on it goes on.
    await jane.call(READ);
  });

  it.each<[string, Partial<OdooConfig>]>([
    ['address', { url: new URL('http://127.0.0.1:1') }],
    ['database', { database: 'other' }],
    ['time limit', { timeoutMs: 1 }],
  ])('makes new ones for all users of a connection that has another %s', (_what, changed) => {
    const before = [HOME, JANE].map((target) => registry.of(target));
    const { connections, ...others } = access.current;
    const home = { ...settings, ...changed };
    change({ ...others, connections: new Map([...connections, ['home', home]]) });
    expect(before).not.toContain(registry.of(HOME));
    expect(before).not.toContain(registry.of(JANE));
  });

  it('keeps all where a table comes that says the same', () => {
    const before = registry.of(JANE);
    settings = { ...settings, url: new URL(settings.url) };
    change(table({ jane: { username: 'jane', password: 'p', apiKey: undefined } }));
    expect(registry.of(JANE)).toBe(before);
  });

  it('refuses a user and a connection that are gone or never were', async () => {
    registry.of(JANE);
    change(table({}));
    for (const target of [JANE, { connection: 'away', companies: [] }, { ...HOME, identity: 'constructor' }]) {
      const failure = await failureOf(new Promise((resolve) => resolve(registry.of(target))));
      expect(failure).toMatchObject({ code: 'forbidden', layer: 'key', rule: 'connections' });
    }
  });

  it('does not take the credentials of the connection for a user that lacks them', async () => {
    change(table({ jane: { username: 'jane', password: undefined, apiKey: 'key' } }));
    await registry.of(JANE).call(READ);
    expect(registry.of(JANE).transportKind).toBe('json2');
  });

  it('sends few wrong passwords of many users to Odoo, and lets who was in go on', async () => {
    await registry.of(HOME).call(READ);
    const bad = Array.from({ length: 10 }, (_, index) => `bad${index}`);
    change(table(Object.fromEntries(bad.map((name) => [name, { username: name, password: 'x', apiKey: undefined }]))));
    odoo.answer(({ path }, response) => {
      if (path === '/web/version') json(response, { version: '19.0' });
      else if (path.endsWith('authenticate')) rpcFault(response, 'odoo.exceptions.AccessDenied', 'Access Denied');
      else rpc(response, []);
    });
    const before = odoo.paths.length;
    await Promise.all(bad.map((identity) => failureOf(registry.of({ ...HOME, identity }).call(READ))));
    expect(odoo.paths.slice(before).filter((path) => path.endsWith('authenticate'))).toHaveLength(3);
    await registry.of(HOME).call(READ);
  });

  describe('looks whether Odoo is there', () => {
    it('without a login, and not again once that is known', async () => {
      expect(registry.reaches()).toEqual(['unknown']);
      await registry.probe();
      expect(registry.reaches()).toEqual(['reachable']);
      await registry.probe();
      expect(odoo.paths).toEqual(['/web/version']);
    });

    it('not where a user of it has found that out', async () => {
      await registry.of(JANE).call(READ);
      const before = odoo.paths.length;
      await registry.probe();
      expect(odoo.paths).toHaveLength(before);
    });

    it('for as long as it has not come, and no call has found it away', async () => {
      settings = { ...settings, breakerFailures: 100 };
      access.current = table({});
      odoo.answer((_request, response) => void response.writeHead(502).end());
      await registry.probe();
      expect(registry.reaches()).toEqual(['unreachable']);
      await registry.probe();
      odoo.answer((_request, response) => json(response, { version: '19.0' }));
      await registry.probe();
      expect(registry.reaches()).toEqual(['reachable']);
    });

    it('while the breaker keeps calls from it, which it closes for all', async () => {
      let time = 0;
      const turns: string[] = [];
      settings = { ...settings, breakerFailures: 1 };
      access.current = table({ jane: { username: 'jane', password: 'p', apiKey: undefined } });
      await registry.close();
      registry = new ConnectionRegistry(
        access,
        () => time,
        (_url, state) => turns.push(state),
        unwatched,
      );
      await registry.of(JANE).call(READ);
      odoo.answer((_request, response) => void response.destroy());
      await failureOf(registry.of(JANE).call(READ));
      expect([registry.reaches(), turns]).toEqual([['unreachable'], ['open']]);
      odoo.answer((_request, response) => json(response, { version: '19.0' }));
      await registry.probe();
      expect(registry.reaches()).toEqual(['unreachable']);
      time += settings.breakerPauseMs;
      await registry.probe();
      expect([registry.reaches(), turns]).toEqual([['reachable'], ['open', 'closed']]);
    });
  });
});
