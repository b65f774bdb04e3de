import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { exportSPKI, UnsecuredJWT } from 'jose';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { AccessFolder, hashOf } from '../fixtures/access-files.js';
import { type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';
import { initialize, legacy, type Message, modern } from '../fixtures/mcp-messages.js';
import { refusedHandshake, SocketClient } from '../fixtures/socket-client.js';
import { startIssuer, type TokenIssuer } from '../fixtures/token-issuer.js';

const PUBLIC_URL = 'https://mcp.example.com';
const AUDIENCE = `${PUBLIC_URL}/mcp`;
const SECRETS = {
  good: 'odoo_good-for-the-matrix',
  rotated: 'odoo_rotated-in-the-matrix',
  fresh: 'odoo_fresh-in-the-matrix',
  revoked: 'odoo_revoked-in-the-matrix',
  expired: 'odoo_expired-in-the-matrix',
};
const ALL_SCOPES = 'odoo:read odoo:write odoo:delete odoo:execute';
const WRITES = { model: 'res.partner', values: [{ name: 'Made by the matrix' }] };
const READS = { model: 'res.partner', limit: 1 };

type Headers = Readonly<Record<string, string>>;
/** Headers, and what stands behind the path. */
interface Credential {
  readonly headers: Headers;
  readonly query?: string;
}

const bearer = (secret: string): Credential => ({ headers: { authorization: `Bearer ${secret}` } });
const seconds = () => Math.floor(Date.now() / 1000);

const key = (id: string, ...secrets: readonly string[]) =>
  `  - { id: ${id}, mode: readwrite, secrets: [${secrets.join(', ')}] }\n`;
const hash = (secret: string, more = '') => `{ hash: "${hashOf(secret)}"${more} }`;

const BEFORE = `keys:\n${[
  key('good', hash(SECRETS.good)),
  key('rotating', hash(SECRETS.rotated), hash(SECRETS.fresh)),
  key('revoked', hash(SECRETS.revoked)),
  key('expired', hash(SECRETS.expired, ', expires: 2020-01-01T00:00:00Z')),
].join('')}oauth: [{ claims: { sub: ada }, id: ada, mode: readwrite }]\n`;
/** The old secret of the one is over, and the other is gone. */
const AFTER = BEFORE.replace(`${hash(SECRETS.rotated)}, `, '').replace(key('revoked', hash(SECRETS.revoked)), '');

/** Whom nobody may let in; what opened a socket before, where something did. */
const WRONG: Readonly<Record<string, (issuer: TokenIssuer) => Promise<Credential>>> = {
  'no key': async () => ({ headers: {} }),
  'a wrong key': async () => bearer('odoo_wrong'),
  'a right key and a letter more': async () => bearer(`${SECRETS.good}x`),
  'an expired secret': async () => bearer(SECRETS.expired),
  'a secret rotated away': async () => bearer(SECRETS.rotated),
  'a revoked key': async () => bearer(SECRETS.revoked),
  'a key in the URL': async () => ({ headers: {}, query: `api_key=${SECRETS.good}&access_token=${SECRETS.good}` }),
  'a key in a cookie': async () => ({
    headers: { cookie: `authorization=Bearer ${SECRETS.good}; x-api-key=${SECRETS.good}` },
  }),
  'a key as Basic': async () => ({ headers: { authorization: `Basic ${btoa(`${SECRETS.good}:`)}` } }),
  'a token without scopes': async (issuer) => bearer(await issuer.sign({ scope: '' })),
  'a token for another audience': async (issuer) => bearer(await issuer.sign({ aud: PUBLIC_URL })),
  'a token of another issuer': async (issuer) => bearer(await issuer.sign({ iss: 'https://evil.example' })),
  'a token with alg none': async ({ issuer }) =>
    bearer(
      new UnsecuredJWT({ scope: ALL_SCOPES })
        .setIssuer(issuer)
        .setAudience(AUDIENCE)
        .setSubject('ada')
        .setExpirationTime('5m')
        .encode(),
    ),
  'a token signed with the public key': async (issuer) => {
    const secret = new TextEncoder().encode(await exportSPKI(issuer.publicKey));
    return bearer(await issuer.sign({}, { alg: 'HS256' }, secret));
  },
  'an expired token': async (issuer) => bearer(await issuer.sign({ exp: seconds() - 60 })),
  'a token of somebody without a rule': async (issuer) =>
    bearer(await issuer.sign({ sub: 'mallory', scope: ALL_SCOPES })),
};

const RIGHT: typeof WRONG = {
  'a right key': async () => bearer(SECRETS.good),
  'a fresh secret': async () => bearer(SECRETS.fresh),
  'a right token': async (issuer) => bearer(await issuer.sign({ scope: ALL_SCOPES })),
};

interface Gate {
  readonly gateway: RunningGateway;
  /** A session of the legacy era that each right caller has opened. */
  readonly sessions: ReadonlyMap<string, string>;
}

type Door = (gate: Gate, credential: Credential, whose: string) => Promise<number>;

const http =
  (method: string, path: string, body?: unknown, more: Headers = {}): Door =>
  async ({ gateway }, { headers, query }) => {
    const url = new URL(gateway.url + path);
    if (query !== undefined) url.search = [url.search.slice(1), query].filter(Boolean).join('&');
    const asked = request(url, { method, agent: false });
    asked.setHeader('accept', 'application/json, text/event-stream');
    if (body !== undefined) asked.setHeader('content-type', 'application/json');
    for (const [name, value] of Object.entries({ ...more, ...headers })) asked.setHeader(name, value);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.destroy();
    return answer.statusCode ?? 0;
  };

/** Somebody else's session where the caller has none. */
const inSession =
  (method: string, message?: Message): Door =>
  (gate, credential, whose) => {
    const id = gate.sessions.get(whose) ?? gate.sessions.get('a right key') ?? '';
    return http(method, '/mcp', message && { ...message, id: 2 }, { 'mcp-session-id': id })(gate, credential, whose);
  };

const MODERN = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/list' };

const handshake: Door = async ({ gateway }, { headers, query }) => {
  const options = { headers, path: `/mcp/ws${query === undefined ? '' : `?${query}`}` };
  const opened = await SocketClient.connect(gateway.url, options).catch(() => undefined);
  if (!opened) return (await refusedHandshake(gateway.url, options)).status ?? 0;
  await opened.close();
  return 101;
};

const DOORS: Readonly<Record<string, Door>> = {
  'MCP modern': http('POST', '/mcp', { ...modern('tools/list'), id: 1 }, MODERN),
  'MCP legacy': http('POST', '/mcp', { ...initialize(), id: 1 }),
  'its session': inSession('POST', legacy('tools/list')),
  'its listening': inSession('GET'),
  'REST list': http('POST', '/mcp/tools/list', {}),
  'REST call': http('POST', '/mcp/tools/call', { method: 'odoo_search', params: READS }),
  'REST write': http('POST', '/mcp/tools/call', { method: 'odoo_create', params: WRITES }),
  'REST resource': http('POST', '/mcp/resources/read', { uri: 'odoo://models' }),
  mode: http('GET', '/mcp/mode'),
  'GET records': http('GET', '/odoo/models/res.partner/records?limit=1'),
  'POST record': http('POST', '/odoo/models/res.partner/records', { values: { name: 'Made by the matrix' } }),
  'PATCH record': http('PATCH', '/odoo/models/res.partner/records/1', { values: { comment: 'x' } }),
  'DELETE record': http('DELETE', '/odoo/models/res.partner/records/999999'),
  query: http('POST', '/odoo/query', { model: 'res.partner', method: 'search_count', args: [[]] }),
  report: http('GET', '/odoo/reports/sale.report_saleorder/1.pdf'),
  SSE: http('POST', '/mcp/stream/tools/call', { method: 'odoo_search', params: READS }),
  'SSE changes': http('GET', '/odoo/models/res.partner/changes'),
  'WS handshake': handshake,
  OpenAPI: http('GET', '/openapi.json'),
  metrics: http('GET', '/metrics'),
  health: http('GET', '/health'),
};

/** Anybody may ask for these, or nobody can. */
const PUBLIC: ReadonlySet<string> = new Set(['metrics', 'health']);
/** Answers that tell of Odoo or of arguments: a caller was let in. */
const isLetIn = (status: number): boolean => status !== 401 && status !== 403;

/** Messages on sockets, by what they are answered with. */
const MESSAGES: Readonly<Record<string, Message>> = {
  'MCP message': modern('tools/call', { name: 'odoo_count', arguments: { model: 'res.partner' } }),
  "seed's message": { method: 'odoo_count', params: { model: 'res.partner' } },
  'stream message': {
    jsonrpc: '2.0',
    method: 'tools/stream',
    params: { name: 'odoo_search', arguments: READS, credit: 1 },
  },
  'changes message': { jsonrpc: '2.0', method: 'changes/watch', params: { model: 'res.partner' } },
};

describe('what each door answers to whom', () => {
  let sandbox: Sandbox;
  let issuer: TokenIssuer;
  let folder: AccessFolder;
  let gate: Gate;
  /** Opened while their secret was good. */
  const sockets = new Map<string, SocketClient[]>();

  beforeAll(async () => {
    sandbox = await startSandbox();
    issuer = await startIssuer({ audience: AUDIENCE });
    folder = new AccessFolder(BEFORE);
    const gateway = await startGateway({
      ...sandboxSettings(sandbox),
      API_KEY: '',
      ACCESS_FILE: folder.path,
      MCP_MODE: 'readwrite',
      OAUTH_ISSUER: issuer.issuer,
      PUBLIC_URL,
      RATE_LIMIT_REQUESTS: '1000000',
      RATE_LIMIT_REFUSALS: '1000000',
    });
    const sessions = new Map<string, string>();
    for (const [whose, make] of Object.entries(RIGHT)) {
      const { headers } = await make(issuer);
      const accept = 'application/json, text/event-stream';
      const opened = await gateway.post('/mcp', { ...initialize(), id: 1 }, { accept, ...headers });
      sessions.set(whose, opened.headers.get('mcp-session-id') ?? '');
    }
    gate = { gateway, sessions };
    for (const secret of [SECRETS.rotated, SECRETS.revoked]) {
      const opened = Object.keys(MESSAGES).map(() => SocketClient.connect(gateway.url, bearer(secret)));
      sockets.set(secret, await Promise.all(opened));
    }
  });

  afterAll(async () => {
    await gate.gateway.close();
    folder.remove();
    await issuer.close();
    await sandbox.close();
  });

  const statuses = async (whose: string, make: (issuer: TokenIssuer) => Promise<Credential>) => {
    const credential = await make(issuer);
    const found = new Map<string, number>();
    for (const [door, ask] of Object.entries(DOORS)) found.set(door, await ask(gate, credential, whose));
    return found;
  };

  /** Doors where somebody gets what they should not, or does not get what they should. */
  const doorsWhere = (found: ReadonlyMap<string, number>, letIn: boolean) =>
    [...found].filter(([door, status]) => !PUBLIC.has(door) && isLetIn(status) === letIn);

  it.each(Object.entries(RIGHT))('lets %s in everywhere', async (whose, make) => {
    const found = await statuses(whose, make);
    expect(doorsWhere(found, false)).toEqual([]);
    expect(rowOf(whose, found)).toMatchSnapshot();
  });

  it('answers for the session of another key like for one that there is not', async () => {
    const doors = [inSession('POST', legacy('tools/list')), inSession('GET'), inSession('DELETE')];
    const asked = doors.map((ask) => ask(gate, bearer(SECRETS.fresh), 'a right key'));
    expect(await Promise.all(asked)).toEqual([404, 404, 404]);
    expect(await DOORS['its session']?.(gate, bearer(SECRETS.good), 'a right key')).toBe(200);
  });

  describe('once a secret was rotated away and a key revoked', () => {
    beforeAll(async () => {
      folder.replace(AFTER);
      const asked = http('GET', '/mcp/mode');
      await untilAnswered(401, () => asked(gate, bearer(SECRETS.revoked), ''));
    });

    it.each(Object.entries(WRONG))('lets %s in nowhere', async (whose, make) => {
      const found = await statuses(whose, make);
      expect(doorsWhere(found, true)).toEqual([]);
      expect(rowOf(whose, found)).toMatchSnapshot();
    });

    it.each([
      ['rotated away', SECRETS.rotated],
      ['revoked', SECRETS.revoked],
    ])('answers no message of a socket that a secret opened which was %s', async (_what, secret) => {
      const messages = Object.values(MESSAGES);
      const ends = (sockets.get(secret) ?? []).map((client, index) => {
        const answer = client.ask(messages[index] ?? {}).then(({ error }) => (error as { code: number }).code);
        return Promise.race([answer, client.closed.then(({ code }) => code)]);
      });
      // Unauthenticated, or closed for it.
      expect([401, 1008]).toEqual(expect.arrayContaining(await Promise.all(ends)));
    });
  });
});

function rowOf(whose: string, found: ReadonlyMap<string, number>): string {
  return [whose, ...Array.from(found, ([door, status]) => `${door} ${status}`)].join(' | ');
}

async function untilAnswered(wanted: number, ask: () => Promise<number>): Promise<void> {
  const end = performance.now() + 15_000;
  while ((await ask()) !== wanted) if (performance.now() > end) throw new Error(`Nothing was answered ${wanted}.`);
}
