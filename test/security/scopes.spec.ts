import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { initialize, legacy, type Message, modern } from '../fixtures/mcp-messages.js';
import { refusedHandshake, SocketClient } from '../fixtures/socket-client.js';
import { startIssuer, type TokenIssuer } from '../fixtures/token-issuer.js';

const PUBLIC_URL = 'https://mcp.example.com';
const METADATA = `${PUBLIC_URL}/.well-known/oauth-protected-resource/mcp`;
const MCP_HEADERS = { accept: 'application/json, text/event-stream' };

interface Call {
  readonly name: string;
  readonly arguments: Record<string, unknown>;
}

const model = 'res.partner';
const COUNT: Call = { name: 'odoo_count', arguments: { model } };
const CREATE: Call = { name: 'odoo_create', arguments: { model, values: [{ name: 'Mallory' }] } };
const UNLINK: Call = { name: 'odoo_unlink', arguments: { model, ids: [1] } };
const calling = (method: string, ...args: unknown[]): Call => ({
  name: 'odoo_call',
  arguments: { model, method, args },
});

/** What a token may not do: the call, the scopes that it has, and those that it is told to get. */
const REFUSED: readonly (readonly [Call, string, string])[] = [
  [COUNT, '', 'odoo:read'],
  [COUNT, 'openid profile', 'odoo:read'],
  [COUNT, 'odoo:write', 'odoo:read odoo:write'],
  [CREATE, 'odoo:read', 'odoo:read odoo:write'],
  [CREATE, 'odoo:write', 'odoo:read odoo:write'],
  [CREATE, 'odoo:read odoo:delete odoo:execute', 'odoo:read odoo:write odoo:delete odoo:execute'],
  [UNLINK, 'odoo:read odoo:write', 'odoo:read odoo:write odoo:delete'],
  [calling('search_count', []), 'odoo:execute', 'odoo:read odoo:execute'],
  [calling('write', [1], { name: 'Mallory' }), 'odoo:read odoo:execute', 'odoo:read odoo:write odoo:execute'],
  [calling('create', { name: 'Mallory' }), 'odoo:read', 'odoo:read odoo:write'],
  [calling('unlink', [1]), 'odoo:read odoo:write', 'odoo:read odoo:write odoo:delete'],
  [calling('action_archive', [1]), 'odoo:read odoo:write', 'odoo:read odoo:write odoo:execute'],
];

interface Refusal {
  readonly status: number;
  readonly challenge: string | null;
  /** Of the typed error. */
  readonly scope: unknown;
}

type Door = (gateway: RunningGateway, call: Call, token: string) => Promise<Refusal>;

const dataOf = (body: unknown): Message =>
  (body as { error?: { data?: Message } }).error?.data ?? (body as { error?: Message }).error ?? {};

async function post(
  gateway: RunningGateway,
  path: string,
  body: unknown,
  token: string,
  headers: Record<string, string> = {},
): Promise<Refusal> {
  const all = { ...MCP_HEADERS, authorization: `Bearer ${token}`, ...headers };
  const answer = await gateway.post(path, body, all);
  return {
    status: answer.status,
    challenge: answer.headers.get('www-authenticate'),
    scope: dataOf(answer.body)['scope'],
  };
}

async function openSession(gateway: RunningGateway, token: string): Promise<Record<string, string>> {
  const headers = { ...MCP_HEADERS, authorization: `Bearer ${token}` };
  const opened = await gateway.post('/mcp', { ...initialize(), id: 1 }, headers);
  return { 'mcp-session-id': opened.headers.get('mcp-session-id') ?? '' };
}

const HTTP_DOORS: Readonly<Record<string, Door>> = {
  'MCP, modern era': (gateway, call, token) =>
    post(gateway, '/mcp', { ...modern('tools/call', { ...call }), id: 1 }, token, {
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': call.name,
    }),
  'MCP, legacy era': async (gateway, call, token) =>
    post(gateway, '/mcp', { ...legacy('tools/call', { ...call }), id: 2 }, token, await openSession(gateway, token)),
  'MCP, legacy era, in a batch': async (gateway, call, token) => {
    const body = [
      { ...legacy('ping'), id: 2 },
      { ...legacy('tools/call', { ...call }), id: 3 },
    ];
    return post(gateway, '/mcp', body, token, await openSession(gateway, token));
  },
  REST: (gateway, { name, arguments: args }, token) =>
    post(gateway, '/mcp/tools/call', { method: name, params: args }, token),
  stream: (gateway, { name, arguments: args }, token) =>
    post(gateway, '/mcp/stream/tools/call', { method: name, params: args }, token),
};

/** The answer to a message, or to the handshake where that is refused already. */
async function onSocket(gateway: RunningGateway, token: string, message: Message): Promise<Message> {
  const options = { headers: { authorization: `Bearer ${token}` } };
  const client = await SocketClient.connect(gateway.url, options).catch(() => undefined);
  if (!client) return (await refusedHandshake(gateway.url, options)).body as Message;
  const answer = await client.ask(message);
  await client.close();
  return answer;
}

const SOCKET_WAYS: Readonly<Record<string, (call: Call) => Message>> = {
  'of MCP': (call) => modern('tools/call', { ...call }),
  "of the seed's": ({ name, arguments: params }) => ({ method: name, params }),
};

describe('the scopes of a token', () => {
  let sandbox: Sandbox;
  let issuer: TokenIssuer;
  let gateway: RunningGateway;

  beforeAll(async () => {
    sandbox = await startSandbox();
    issuer = await startIssuer({ audience: `${PUBLIC_URL}/mcp` });
    gateway = await startGateway({
      ...sandboxSettings(sandbox),
      MCP_MODE: 'readwrite',
      RATE_LIMIT_REQUESTS: '100000',
      RATE_LIMIT_REFUSALS: '100000',
      PUBLIC_URL,
      OAUTH_ISSUER: issuer.issuer,
    });
  });

  afterAll(async () => {
    await gateway.close();
    await issuer.close();
    await sandbox.close();
  });

  const token = (scope: string) => issuer.sign({ scope });

  async function partners(): Promise<unknown> {
    return (await gateway.post('/mcp/tools/call', { method: COUNT.name, params: COUNT.arguments })).body;
  }

  describe.each(Object.entries(HTTP_DOORS))('by the door %s', (_door, ask) => {
    it.each(REFUSED)('keep %j away from one with %j', async (call, scope, needed) => {
      const before = await partners();
      expect(await ask(gateway, call, await token(scope))).toEqual({
        status: 403,
        challenge: `Bearer error="insufficient_scope", scope="${needed}", resource_metadata="${METADATA}"`,
        scope: needed,
      });
      expect(await partners()).toEqual(before);
    });

    it('let through what they name', async () => {
      expect(await ask(gateway, COUNT, await token('odoo:read'))).toMatchObject({ status: 200, challenge: null });
    });
  });

  describe.each(Object.entries(SOCKET_WAYS))('in messages %s', (_way, messageOf) => {
    it.each(REFUSED)('keep %j away from one with %j', async (call, scope, needed) => {
      const before = await partners();
      const answer = await onSocket(gateway, await token(scope), messageOf(call));
      expect(dataOf(answer)).toMatchObject({ code: 'insufficient_scope', layer: 'scope', scope: needed });
      expect(await partners()).toEqual(before);
    });
  });

  it.each(Object.entries(HTTP_DOORS))('keep the lines of a record away by the door %s', async (_door, ask) => {
    const ids = async (method: string, ...args: unknown[]): Promise<unknown[]> => {
      const { body } = await gateway.post('/odoo/query', { model, method, args });
      return [(body as { result: unknown }).result].flat();
    };
    const [parent] = await ids('create', { name: 'Parent', child_ids: [[0, 0, { name: 'Child' }]] });
    const children = () => ids('search', [['parent_id', '=', parent]]);
    const before = await children();
    const [child] = before;
    const lines = { child_ids: [[2, child]] };
    expect(before).toHaveLength(1);
    const attacks: Call[] = [
      { name: 'odoo_write', arguments: { model, ids: [parent], values: lines } },
      calling('write', [parent], lines),
    ];
    for (const attack of attacks) await ask(gateway, attack, await token('odoo:read odoo:write'));
    expect(await children()).toEqual(before);
    for (const attack of attacks) await ask(gateway, attack, await token('odoo:read odoo:write odoo:delete'));
    expect(await children()).toEqual([]);
  });

  it('are told where only the arguments show what is needed', async () => {
    const call = calling('write', [1], { child_ids: [[2, 2]] });
    const needed = 'odoo:read odoo:write odoo:delete';
    const narrow = await token('odoo:read odoo:write');
    const answer = await onSocket(gateway, narrow, modern('tools/call', { ...call }));
    expect(dataOf(answer)).toMatchObject({ code: 'insufficient_scope', scope: needed });
    const { name: method, arguments: params } = call;
    expect(await post(gateway, '/mcp/tools/call', { method, params }, narrow)).toMatchObject({
      status: 403,
      challenge: `Bearer error="insufficient_scope", scope="${needed}", resource_metadata="${METADATA}"`,
    });
    expect(await post(gateway, '/odoo/query', params, narrow)).toMatchObject({ status: 403, scope: needed });
  });

  it.each<[string, Message]>([
    ['resources/read', { uri: 'odoo://models' }],
    ['resources/subscribe', { uri: 'odoo://records/res.partner/1' }],
    [
      'completion/complete',
      { ref: { type: 'ref/resource', uri: 'odoo://models/{model}' }, argument: { name: 'model', value: 'r' } },
    ],
    ['subscriptions/listen', { notifications: { resourceSubscriptions: ['odoo://models/res.partner'] } }],
  ])('keep %s away from one that may not read', async (method, params) => {
    const narrow = await token('odoo:write');
    const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method, 'mcp-name': String(params['uri']) };
    expect(await post(gateway, '/mcp', { ...modern(method, params), id: 1 }, narrow, headers)).toMatchObject({
      status: 403,
      scope: 'odoo:read odoo:write',
    });
    const session = await openSession(gateway, await token('odoo:read'));
    expect(await post(gateway, '/mcp', { ...legacy(method, params), id: 2 }, narrow, session)).toMatchObject({
      status: 403,
    });
    const answer = await onSocket(gateway, narrow, modern(method, params));
    expect(answer).toHaveProperty('error');
  });

  it.each(['/odoo/models', '/odoo/models/res.partner/records', '/odoo/models/res.partner/changes'])(
    'keep GET %s away from one that may not read',
    async (path) => {
      const headers = { authorization: `Bearer ${await token('odoo:write')}` };
      const answer = await fetch(gateway.url + path, { headers });
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
        403,
        `Bearer error="insufficient_scope", scope="odoo:read odoo:write", resource_metadata="${METADATA}"`,
      ]);
    },
  );

  it('are those of each request, whatever opened its session', async () => {
    const wide = await token('odoo:read odoo:write');
    const session = await openSession(gateway, wide);
    const create = { ...legacy('tools/call', { ...CREATE }), id: 2 };
    expect(await post(gateway, '/mcp', create, await token('odoo:read'), session)).toMatchObject({ status: 403 });
    const narrow = await openSession(gateway, await token('odoo:read'));
    const count = { ...legacy('tools/call', { ...COUNT }), id: 3 };
    expect(await post(gateway, '/mcp', count, wide, narrow)).toMatchObject({ status: 200, challenge: null });
  });

  it('belong to one subject: its session is nobody else’s', async () => {
    const session = await openSession(gateway, await token('odoo:read'));
    const other = await issuer.sign({ sub: 'mallory' });
    const list = { ...legacy('tools/list'), id: 2 };
    expect(await post(gateway, '/mcp', list, other, session)).toMatchObject({ status: 404 });
    expect(await post(gateway, '/mcp', list, TEST_KEY, session)).toMatchObject({ status: 404 });
  });

  it('hide no tool, so that a client can ask for more', async () => {
    const authorization = `Bearer ${await token('odoo:read')}`;
    const listed = await gateway.post('/mcp/tools/list', {}, { authorization });
    const byKey = await gateway.post('/mcp/tools/list', {});
    expect(listed.body).toEqual(byKey.body);
  });
});
