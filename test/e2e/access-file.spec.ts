import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { accessFileSchema } from '#libs/config';
import type { Environment } from '../fixtures/gateway.js';
import { AccessFolder, hashOf } from '../fixtures/access-files.js';
import { type GatewayProcess, startGatewayProcess } from '../fixtures/gateway-process.js';
import { realOdoo } from '../fixtures/real-odoo.js';
import { startIssuer, type TokenIssuer } from '../fixtures/token-issuer.js';
import { certificate, tlsBefore } from '../fixtures/tls-proxy.js';
import { until } from '../fixtures/until.js';
import { AccessCaller } from './access-caller.js';
import { COMPANIES, MARK, NARROWING_ROWS } from './access-rows.js';
import { DirectOdoo } from './direct-odoo.js';
import { SLOWEST_MS } from './ways.js';

jest.setTimeout(SLOWEST_MS);

const PUBLIC_URL = 'https://mcp.example.com';
const MARKED = { model: 'res.partner', domain: [['name', '=like', `${MARK}%`]] };
const SCOPE = 'odoo:read odoo:write odoo:delete odoo:execute';
const INLINE = 'an-inline-secret-nobody-may-see';
const PAST = '2026-01-01T00:00:00Z';

const SIDES = ['passes', 'refuses'] as const;
const CASES = NARROWING_ROWS.flatMap((row, at) =>
  SIDES.map((side) => ({
    member: row.member,
    passes: row.passes,
    refuses: row.refuses,
    side,
    name: `row-${at}-${side}`,
  })),
);
const secretOf = (name: string) => `odoo_secret-of-${name}`;
const keyOf = (id: string, entry: object = {}) => ({ id, secrets: [{ hash: hashOf(secretOf(id)) }], ...entry });

const odoo = realOdoo(19);
const older = realOdoo(14);
const base = { url: odoo.url, database: odoo.database, username: odoo.login };
const password = { env: 'ODOO_19_PASSWORD' };
const ODOO_14 = { url: older.url, database: older.database, username: older.login, transport: 'jsonrpc' };

/** Connections by member: one that reaches the Odoo 19 (or 14), and one that does not. */
const connections = (tls: string) => ({
  main: { ...base, transport: 'session', password, companies: COMPANIES },
  json: { ...base, transport: 'json2', apiKey: { env: 'ODOO_19_API_KEY' } },
  rpc: { ...ODOO_14, password: { file: 'password-14' } },
  'rpc-19': { ...base, transport: 'jsonrpc', password },
  'json2-14': { ...ODOO_14, transport: 'json2', apiKey: { env: 'ODOO_14_API_KEY' } },
  'apikey-file': { ...base, apiKey: { file: 'api-key-19' } },
  'inline-good': { ...base, password: odoo.password },
  'inline-bad': { ...base, password: INLINE },
  'company-1': { ...base, password, companies: [1] },
  'url-bad': { ...base, url: 'http://127.0.0.1:1', password },
  'database-bad': { ...base, database: 'nonesuch', password },
  'username-bad': { ...base, username: 'nobody', password },
  'env-bad': { ...base, password: { env: 'WRONG' } },
  'file-bad': { ...base, password: { file: 'wrong' } },
  'apikey-bad': { ...base, transport: 'json2', apiKey: { env: 'WRONG' } },
  'apikey-file-bad': { ...base, transport: 'json2', apiKey: { file: 'wrong' } },
  'ca-good': { ...base, url: tls, password, ca: { file: 'ca.pem' } },
  'ca-bad': { ...base, url: tls, password, ca: { file: 'other.pem' } },
});

const identities = {
  demo: { username: 'demo', password: { env: 'DEMO_PASSWORD' }, apiKey: { env: 'DEMO_API_KEY' } },
  'by-env': { username: 'demo', password: { env: 'DEMO_PASSWORD' } },
  'by-file': { username: 'demo', password: { file: 'demo-password' } },
  'by-inline': { username: 'demo', password: 'demo' },
  'key-by-env': { username: 'demo', apiKey: { env: 'DEMO_API_KEY' } },
  'key-by-file': { username: 'demo', apiKey: { file: 'demo-api-key' } },
  'key-by-inline': { username: 'demo', apiKey: odoo.apiKeys.demo },
  nobody: { username: 'nobody', password: { env: 'DEMO_PASSWORD' } },
  'wrong-env': { username: 'demo', password: { env: 'WRONG' } },
  'wrong-file': { username: 'demo', password: { file: 'wrong' } },
  'wrong-inline': { username: 'demo', password: INLINE },
  'wrong-key-env': { username: 'demo', apiKey: { env: 'WRONG' } },
  'wrong-key-file': { username: 'demo', apiKey: { file: 'wrong' } },
  'wrong-key-inline': { username: 'demo', apiKey: INLINE },
};

/** Member, the connection that it lets through to, and the one that it does not. */
const CONNECTION_ROWS: ReadonlyArray<readonly [member: string, good: string, bad: string]> = [
  ['url', 'main', 'url-bad'],
  ['database', 'main', 'database-bad'],
  ['transport', 'main', 'json2-14'],
  ['transport', 'json', 'json2-14'],
  ['transport', 'rpc-19', 'json2-14'],
  ['username', 'main', 'username-bad'],
  ['password', 'inline-good', 'inline-bad'],
  ['password.env', 'main', 'env-bad'],
  ['password.file', 'rpc', 'file-bad'],
  ['apiKey', 'json', 'apikey-bad'],
  ['apiKey.env', 'json', 'apikey-bad'],
  ['apiKey.file', 'apikey-file', 'apikey-file-bad'],
  ['ca.file', 'ca-good', 'ca-bad'],
];

const IDENTITY_ROWS: ReadonlyArray<readonly [member: string, good: string, bad: string]> = [
  ['username', 'by-env', 'nobody'],
  ['password', 'by-inline', 'wrong-inline'],
  ['password.env', 'by-env', 'wrong-env'],
  ['password.file', 'by-file', 'wrong-file'],
  ['apiKey', 'key-by-inline', 'wrong-key-inline'],
  ['apiKey.env', 'key-by-env', 'wrong-key-env'],
  ['apiKey.file', 'key-by-file', 'wrong-key-file'],
];

/** The keys of what does not let through. */
const REFUSED: ReadonlyArray<readonly [member: string, key: string]> = [
  ...CONNECTION_ROWS.map(([member, , bad]) => [`connections.${member}`, `at-${bad}`] as const),
  ...IDENTITY_ROWS.map(([member, , bad]) => [`identities.${member}`, `as-${bad}`] as const),
];

/** Members with a test of their own below. */
const OWN_TESTS = [
  'connections.companies',
  'keys.id',
  'keys.secrets.hash',
  'keys.secrets.expires',
  'oauth.id',
  'oauth.claims',
];

describe('the access file, row by row, in front of Odoo 19 and 14', () => {
  const direct = new DirectOdoo(odoo, 'admin');
  let folder: AccessFolder;
  let issuer: TokenIssuer;
  let tls: Server;
  let gateway: GatewayProcess;
  let readonly: GatewayProcess;
  let file: { keys: object[] };

  beforeAll(async () => {
    await direct.remove('res.partner', MARKED.domain);
    for (let nth = 0; nth < 3; nth += 1) await direct.create('res.partner', { name: `${MARK} ${nth}` });
    issuer = await startIssuer({ audience: `${PUBLIC_URL}/mcp` });
    folder = new AccessFolder('');
    const files = { 'password-14': older.password, 'api-key-19': odoo.apiKeys.admin, wrong: 'wrong' };
    const ofDemo = { 'demo-password': 'demo', 'demo-api-key': odoo.apiKeys.demo };
    for (const [name, text] of Object.entries({ ...files, ...ofDemo })) folder.put(name, text);
    for (const name of ['ca', 'other']) certificate(folder.folder, name);
    tls = await tlsBefore(odoo.url, folder.folder);
    const byConnection = Object.keys(connections('')).map((name) => keyOf(`at-${name}`, { connection: name }));
    const byIdentity = Object.keys(identities).map((name) => keyOf(`as-${name}`, identityEntry(name)));
    const secrets = [
      { hash: hashOf('odoo_first'), expires: '2099-01-01T00:00:00Z' },
      { hash: hashOf('odoo_second'), expires: PAST },
    ];
    const contents = {
      connections: connections(`https://127.0.0.1:${(tls.address() as AddressInfo).port}`),
      identities,
      keys: [
        ...CASES.map((row) => keyOf(row.name, { connection: 'main', ...row[row.side][0] })),
        ...byConnection,
        ...byIdentity,
        { id: 'two', connection: 'main', secrets },
        { id: 'both', connection: 'main', secrets: ['odoo_a', 'odoo_b'].map((secret) => ({ hash: hashOf(secret) })) },
        keyOf('changing', { connection: 'main' }),
      ],
      oauth: CASES.map((row) => ({ claims: { row: row.name }, id: row.name, connection: 'main', ...row[row.side][0] })),
    };
    file = contents;
    folder.replace(JSON.stringify(contents));
    [gateway, readonly] = await Promise.all([start('readwrite'), start('readonly')]);
  });

  afterAll(async () => {
    await Promise.all([gateway.stop(), readonly.stop(), issuer.close()]);
    tls.closeAllConnections();
    tls.close();
    folder.remove();
    await direct.remove('res.partner', MARKED.domain);
  });

  function start(mode: string): Promise<GatewayProcess> {
    const environment: Environment = {
      MCP_MODE: mode,
      ACCESS_FILE: folder.path,
      CONFIRM: 'never',
      ODOO_LOGIN_REFUSALS: '100',
      RATE_LIMIT_REFUSALS: '100000',
      RATE_LIMIT_REQUESTS: '100000',
      PUBLIC_URL,
      OAUTH_ISSUER: issuer.issuer,
      ODOO_19_PASSWORD: odoo.password,
      ODOO_19_API_KEY: odoo.apiKeys.admin,
      ODOO_14_API_KEY: older.apiKeys.admin,
      DEMO_PASSWORD: 'demo',
      DEMO_API_KEY: odoo.apiKeys.demo,
      WRONG: 'wrong',
    };
    return startGatewayProcess(environment);
  }

  const caller = (shown: string, at = gateway) => new AccessCaller(at.url, shown, odoo);
  const count = (shown: string) => caller(shown).outcome('odoo_count', MARKED);

  it.each(CASES)('keys.$member $side ($name)', async (row) => {
    const [, ask, expected] = row[row.side];
    expect(await ask(caller(secretOf(row.name)))).toEqual(expected);
  });

  it.each(CASES)('oauth.$member $side ($name)', async (row) => {
    const [, ask, expected] = row[row.side];
    const token = await issuer.sign({ row: row.name, scope: SCOPE });
    expect(await ask(caller(token))).toEqual(expected);
  });

  it.each(CONNECTION_ROWS)('connections.%s lets through at %s', async (_member, good) => {
    expect(await count(secretOf(`at-${good}`))).toBe('ok');
  });

  it('connections.companies', async () => {
    const invoices = { model: 'account.move', domain: [['company_id', '=', 2]] };
    expect(await caller(secretOf('at-main')).sees('odoo_count', invoices)).toBe(true);
    expect(await caller(secretOf('at-company-1')).sees('odoo_count', invoices)).toBe(false);
  });

  it.each(IDENTITY_ROWS)('identities.%s lets through as %s', async (_member, good) => {
    expect(await count(secretOf(`as-${good}`))).toBe('ok');
  });

  it('shows no secret that stands in the file', () => {
    expect(gateway.output()).not.toContain(INLINE);
  });

  it('warns of secrets that stand in the file', () => {
    expect(gateway.output()).toContain('connections.inline-bad.password stands in the access file itself');
  });

  it('keys.secrets: two, each with its end', async () => {
    expect([await count('odoo_a'), await count('odoo_b')]).toEqual(['ok', 'ok']);
    expect([await count('odoo_first'), await count('odoo_second')]).toEqual(['ok', 'unauthenticated']);
    expect(await count('odoo_unknown')).toBe('unauthenticated');
  });

  it('keys.mode: readwrite is readonly where MCP_MODE is', async () => {
    const row = CASES.find(({ member, side }) => member === 'mode' && side === 'passes');
    expect(await row?.passes[1](caller(secretOf(row.name), readonly))).toBe('forbidden');
  });

  it('oauth.claims: a token that no rule fits is refused', async () => {
    const row = CASES[0]?.name;
    expect(await count(await issuer.sign({ row, scope: SCOPE }))).toBe('ok');
    expect(await count(await issuer.sign({ row: 'none', scope: SCOPE }))).not.toBe('ok');
  });

  it.each(['keys', 'oauth'] as const)('%s.id: stands in the log, and may stand there once', async (list) => {
    const row = 'row-0-passes';
    await count(list === 'keys' ? secretOf(row) : await issuer.sign({ row, scope: SCOPE }));
    expect(gateway.output()).toMatch(list === 'keys' ? `"${row}"` : new RegExp(`"${row}[^"]+ada"`));
  });

  it('tells the same of a connection that is not allowed and of one that is none', async () => {
    const row = CASES.find(({ member, side }) => member === 'connections' && side === 'refuses');
    const told = async (connection: string) => caller(secretOf(row?.name ?? '')).refusal({ ...MARKED, connection });
    expect(await told('rpc')).toEqual(await told('nonesuch'));
  });

  it('takes a changed row without a restart, and of a wrong file nothing', async () => {
    const secret = secretOf('changing');
    expect(await count(secret)).toBe('ok');
    const changed = (entry: object) => {
      const keys = file.keys.map((key) => ('id' in key && key.id === 'changing' ? { ...key, ...entry } : key));
      folder.replace(JSON.stringify({ ...file, keys }));
    };
    changed({ models: { deny: ['res.partner'] } });
    await until(async () => (await count(secret)) === 'forbidden');
    changed({ models: {}, id: 'row-0-passes' });
    await until(() => gateway.output().includes('is not used, the one before stays in force'));
    expect(gateway.output()).toContain('stands in the file twice');
    expect(await count(secret)).toBe('forbidden');
    changed({});
    await until(async () => (await count(secret)) === 'ok');
  });

  it.each(REFUSED)('%s does not let through at %s', async (_member, bad) => {
    await login();
    expect(await count(secretOf(bad))).toBe('odoo_unavailable');
    await login();
  });
});

it('every member of the access file has its row', () => {
  const narrowing = NARROWING_ROWS.map(({ member }) => member);
  const rows = [
    ...CONNECTION_ROWS.map(([member]) => `connections.${member}`),
    ...IDENTITY_ROWS.map(([member]) => `identities.${member}`),
    ...narrowing.flatMap((member) => [`keys.${member}`, `oauth.${member}`]),
    ...OWN_TESTS,
  ];
  expect([...new Set(rows)].sort()).toEqual([...new Set(membersOf(JSON.parse(accessFileSchema()) as Schema))].sort());
});

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | false;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** Paths of all that holds a value of its own; entries of lists and maps have no step. */
function membersOf({ properties, additionalProperties, items, anyOf }: Schema, path = ''): string[] {
  if (properties) {
    const step = path === '' ? '' : `${path}.`;
    return Object.entries(properties).flatMap(([name, schema]) => membersOf(schema, step + name));
  }
  const within = [items, additionalProperties || undefined, ...(anyOf ?? [])].filter((schema) => schema !== undefined);
  return within.length === 0 ? [path] : within.flatMap((schema) => membersOf(schema, path));
}

/** Odoo lets nobody of an address in after some failures in a row, which a login that succeeds ends. */
async function login(): Promise<void> {
  const params = { service: 'common', method: 'login', args: [odoo.database, odoo.login, odoo.password] };
  const answer = await fetch(`${odoo.url}/jsonrpc`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', method: 'call', params }),
  });
  expect(await answer.json()).toMatchObject({ result: expect.any(Number) });
}

/** API keys are for the ways that take them. */
function identityEntry(name: string): object {
  return { connection: name.includes('key') ? 'json' : 'main', identity: name };
}
