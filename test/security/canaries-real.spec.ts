import { DirectOdoo } from '../e2e/direct-odoo.js';
import { AccessFolder, hashOf } from '../fixtures/access-files.js';
import { AuditFolder } from '../fixtures/audit-files.js';
import { type GatewayProcess, startGatewayProcess } from '../fixtures/gateway-process.js';
import { initialize, legacy, modern } from '../fixtures/mcp-messages.js';
import { realOdoo } from '../fixtures/real-odoo.js';
import { refusedHandshake, SocketClient } from '../fixtures/socket-client.js';
import { startIssuer, type TokenIssuer } from '../fixtures/token-issuer.js';

jest.setTimeout(120_000);

const MARK = 'Canary of the gateway';
const LOGIN = 'canary-of-the-gateway';
const PUBLIC_URL = 'https://mcp.example.com';

/** Each a text of its own, so that what is found tells where it came from. */
const canary = (place: string) => `canary${Buffer.from(place).toString('hex')}`;

/** In settings and files. */
const SETTINGS = {
  key: canary('API_KEY'),
  state: canary('STATE_SECRET that is long'),
  audit: canary('AUDIT_SECRET that is long'),
  redis: canary('REDIS_URL'),
  byEnv: canary('by env'),
  byFile: canary('by file'),
  inline: canary('inline'),
  secret: canary('secret'),
};
/** In Odoo. */
const ODOO = { parameter: canary('parameter'), denied: canary('denied'), password: canary('password') };
/** In requests. */
const REQUESTS = {
  wrong: canary('wrong'),
  query: canary('query'),
  header: canary('header'),
  cookie: canary('cookie'),
  masked: canary('masked'),
  token: canary('token'),
};

/** A name, which answers and the audit log may repeat. */
const UNKNOWN = 'name_of_nothing';

/** As it may stand somewhere: plain, in a URL, as base64 from any of its three places, in hexadecimal. */
function shapesOf(text: string): string[] {
  const bytes = Buffer.from(text);
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, -4),
  );
  return [text, encodeURIComponent(text), bytes.toString('hex'), ...base64];
}

const ALL = Object.entries({ ...SETTINGS, ...ODOO, ...REQUESTS });

/** Places where something stands that should be nowhere. */
function foundIn(places: Readonly<Record<string, string>>): string[] {
  return Object.entries(places).flatMap(([place, text]) =>
    ALL.filter(([, secret]) => shapesOf(secret).some((shape) => text.includes(shape))).map(
      ([name]) => `${name} in ${place}`,
    ),
  );
}

const CALLS: ReadonlyArray<readonly [tool: string, args: object]> = [
  ['odoo_search', { model: 'res.users', fields: ['name', 'login'], domain: [['login', '=', LOGIN]] }],
  ['odoo_search', { model: 'res.users', fields: ['password'] }],
  ['odoo_search', { model: 'ir.config_parameter', fields: ['key', 'value'] }],
  ['odoo_search', { model: 'res.partner', domain: [['name', '=', MARK]] }],
  ['odoo_search', { model: 'res.partner', domain: [['barcode', '=', ODOO.denied]] }],
  ['odoo_read', { model: 'res.partner', ids: [1], fields: ['barcode'] }],
  ['odoo_call', { model: 'ir.config_parameter', method: 'get_param', args: [MARK] }],
  ['odoo_call', { model: 'res.partner', method: 'copy_data', args: [[1]] }],
  ['odoo_call', { model: 'res.partner', method: 'default_get', args: [['barcode', 'name']] }],
  ['odoo_call', { model: 'res.partner', method: UNKNOWN, args: [] }],
  ['odoo_create', { model: 'res.users', values: { name: MARK, login: 'x', password: REQUESTS.masked } }],
  ['odoo_create', { model: 'res.partner', values: { name: MARK, barcode: REQUESTS.masked } }],
  ['odoo_write', { model: 'res.partner', ids: [1], values: { api_key: REQUESTS.masked } }],
  ['odoo_write', { model: 'res.partner', ids: [1], values: { [UNKNOWN]: 1 } }],
  ['odoo_write', { model: 'res.partner', ids: [999_999_999], values: { comment: REQUESTS.masked } }],
  ['odoo_create', { model: 'res.partner', values: { name: false, email: REQUESTS.masked } }],
  ['odoo_fields_get', { model: 'res.partner' }],
  ['odoo_count', { model: 'res.partner', connection: UNKNOWN }],
  ['odoo_count', { model: 'res.partner', connection: 'refused-env' }],
  ['odoo_count', { model: 'res.partner', connection: 'refused-file' }],
  ['odoo_count', { model: 'res.partner', connection: 'refused-inline' }],
  ['odoo_count', { model: 'res.partner', connection: 'away' }],
  [`odoo_${UNKNOWN}`, {}],
];

describe.each(['false', 'true'])('secrets that are planted everywhere, DEBUG=%s', (DEBUG) => {
  const odoo = realOdoo(19);
  const direct = new DirectOdoo(odoo, 'admin');
  let folder: AccessFolder;
  let audit: AuditFolder;
  let issuer: TokenIssuer;
  let gateway: GatewayProcess;

  beforeAll(async () => {
    await removeAll();
    await direct.create('res.partner', { name: MARK, barcode: ODOO.denied });
    await direct.create('ir.config_parameter', { key: MARK, value: ODOO.parameter });
    await direct.create('res.users', { name: MARK, login: LOGIN, password: ODOO.password });
    issuer = await startIssuer({ audience: `${PUBLIC_URL}/mcp` });
    audit = new AuditFolder();
    folder = new AccessFolder('');
    folder.put('password', SETTINGS.byFile);
    folder.replace(accessFile());
    gateway = await startGatewayProcess({
      ACCESS_FILE: folder.path,
      API_KEY: SETTINGS.key,
      BY_ENV: SETTINGS.byEnv,
      ADMIN_PASSWORD: odoo.password,
      STATE_SECRET: SETTINGS.state,
      AUDIT_SECRET: SETTINGS.audit,
      AUDIT_FILE: audit.file,
      // Nobody is there, so that what goes wrong is told of.
      REDIS_URL: `redis://user:${SETTINGS.redis}@127.0.0.1:9`,
      OAUTH_ISSUER: issuer.issuer,
      PUBLIC_URL,
      MCP_MODE: 'readwrite',
      CONFIRM: 'never',
      FIELDS_DENY: 'res.partner:barcode',
      RATE_LIMIT_REQUESTS: '100000',
      LOG_LEVEL: 'trace',
      ...(DEBUG === 'true' && { DEBUG }),
    });
  });

  afterAll(async () => {
    await issuer.close();
    folder.remove();
    audit.remove();
    await removeAll();
  });

  async function removeAll(): Promise<void> {
    const users = await direct.searchRead('res.users', [['name', '=', MARK]], ['partner_id']);
    await direct.remove('res.users', [['name', '=', MARK]]);
    await direct.remove('res.partner', [
      ['id', 'in', users.map(({ partner_id: partner }) => (partner as [number])[0])],
    ]);
    await direct.remove('res.partner', [['name', '=', MARK]]);
    await direct.remove('ir.config_parameter', [['key', '=', MARK]]);
  }

  /** JSON is YAML, too. */
  function accessFile(): string {
    const base = { url: odoo.url, database: odoo.database, username: odoo.login };
    return JSON.stringify({
      connections: {
        default: { ...base, password: { env: 'ADMIN_PASSWORD' } },
        'refused-env': { ...base, username: 'nobody', password: { env: 'BY_ENV' } },
        'refused-file': { ...base, username: 'nobody', password: { file: 'password' } },
        'refused-inline': { ...base, username: 'nobody', password: SETTINGS.inline },
        away: { ...base, url: 'http://127.0.0.1:9', password: { env: 'BY_ENV' } },
      },
      keys: [
        {
          id: 'caller',
          secrets: [{ hash: hashOf(SETTINGS.secret) }],
          mode: 'readwrite',
          connection: 'default',
          connections: ['refused-env', 'refused-file', 'refused-inline', 'away'],
        },
      ],
      oauth: [{ claims: { sub: 'ada' }, id: 'ada', connection: 'default' }],
    });
  }

  it('are there, as callers and Odoo have them', async () => {
    const [partner] = await direct.searchRead('res.partner', [['name', '=', MARK]], ['barcode']);
    const [parameter] = await direct.searchRead('ir.config_parameter', [['key', '=', MARK]], ['value']);
    expect([partner?.['barcode'], parameter?.['value']]).toEqual([ODOO.denied, ODOO.parameter]);
    const answer = await ask('/mcp/tools/list', {}, SETTINGS.secret);
    expect(JSON.stringify(answer)).toContain('odoo_search');
  });

  it('are found in no answer, no log and no audit log', async () => {
    const answers = await askEverything();
    const { code } = await gateway.stop();
    expect(code).toBe(0);
    const log = gateway.output();
    expect(answers.length).toBeGreaterThan(100);
    expect(log).toContain('Redis');
    expect(audit.events().filter((event) => event === 'refusal').length).toBeGreaterThan(5);
    const head = audit.text(`${audit.file}.head`);
    expect(foundIn({ answers: answers.join('\n'), log, audit: audit.text(), 'head of the audit log': head })).toEqual(
      [],
    );
  });

  async function ask(path: string, body: unknown, key: string, more: Record<string, string> = {}): Promise<string> {
    const answer = await fetch(gateway.url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
        authorization: `Bearer ${key}`,
        cookie: `session=${REQUESTS.cookie}`,
        'x-custom': REQUESTS.header,
        traceparent: `00-${REQUESTS.header}-01`,
        ...more,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const isEndless = path.endsWith('/changes');
    const text = isEndless ? '' : await answer.text();
    if (isEndless) await answer.body?.cancel();
    return `${answer.status} ${JSON.stringify([...answer.headers])} ${text}`;
  }

  /** By every door, with keys and tokens that are right and that are not. */
  async function askEverything(): Promise<string[]> {
    const token = await issuer.sign({ sub: 'ada', scope: 'odoo:read', note: REQUESTS.token });
    const forged = `${token.slice(0, -8)}AAAAAAAA`;
    const answers: string[] = [];
    for (const key of [SETTINGS.secret, REQUESTS.wrong, token, forged]) {
      for (const [tool, args] of CALLS) {
        answers.push(await ask('/mcp/tools/call', { method: tool, params: args }, key));
        answers.push(await ask('/mcp/stream/tools/call', { method: tool, params: args }, key));
        const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': tool };
        answers.push(
          await ask('/mcp', { ...modern('tools/call', { name: tool, arguments: args }), id: 1 }, key, headers),
        );
      }
      answers.push(await ask('/mcp', { ...initialize(), id: 1 }, key));
      answers.push(await ask('/mcp/resources/read', { uri: `odoo://records/res.partner/${UNKNOWN}` }, key));
      answers.push(await ask('/mcp/resources/read', { uri: 'odoo://config' }, key));
      for (const path of [
        '/health',
        '/openapi.json',
        '/mcp/mode',
        '/odoo/models',
        '/odoo/models/res.partner/changes',
        `/odoo/models/res.partner/records?api_key=${REQUESTS.query}`,
        `/${REQUESTS.query}`,
      ]) {
        answers.push(await ask(path, undefined, key));
      }
      answers.push(...(await onSocket(key)));
    }
    return answers;
  }

  async function onSocket(key: string): Promise<string[]> {
    const options = { headers: { authorization: `Bearer ${key}`, 'x-custom': REQUESTS.header } };
    const client = await SocketClient.connect(gateway.url, options).catch(() => undefined);
    if (!client) return [JSON.stringify(await refusedHandshake(gateway.url, options))];
    const answers = [JSON.stringify(client.headers)];
    for (const [method, params] of CALLS) {
      answers.push(JSON.stringify(await client.ask({ method, params: { ...params } })));
      answers.push(JSON.stringify(await client.ask(legacy('tools/call', { name: method, arguments: { ...params } }))));
    }
    client.send(Buffer.from(REQUESTS.wrong));
    answers.push(JSON.stringify([await client.next(), await client.closed]));
    return answers;
  }
});

it('finds what stands somewhere in any shape', () => {
  const text = `x${Buffer.from(`{"value":"${ODOO.parameter}"}`).toString('base64')} ${encodeURIComponent(REQUESTS.query)}`;
  expect(foundIn({ text, hex: Buffer.from(SETTINGS.key).toString('hex') })).toEqual([
    'parameter in text',
    'query in text',
    'key in hex',
  ]);
});
