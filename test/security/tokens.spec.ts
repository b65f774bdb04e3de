import { exportJWK, exportSPKI, generateKeyPair, UnsecuredJWT } from 'jose';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { initialize, modern } from '../fixtures/mcp-messages.js';
import { refusedHandshake, SocketClient } from '../fixtures/socket-client.js';
import { startIssuer, type TokenIssuer } from '../fixtures/token-issuer.js';

const PUBLIC_URL = 'https://mcp.example.com';
const AUDIENCE = `${PUBLIC_URL}/mcp`;
const METADATA = `${PUBLIC_URL}/.well-known/oauth-protected-resource/mcp`;
const MCP_HEADERS = { accept: 'application/json, text/event-stream' };

const seconds = () => Math.floor(Date.now() / 1000);

/** Tokens that nobody may be let in with. */
const ATTACKS: Readonly<Record<string, (issuer: TokenIssuer) => Promise<string>>> = {
  'another audience': (issuer) => issuer.sign({ aud: 'https://elsewhere.example.com/mcp' }),
  'an audience that begins like ours': (issuer) => issuer.sign({ aud: `${AUDIENCE}/other` }),
  'an audience that ours begins like': (issuer) => issuer.sign({ aud: PUBLIC_URL }),
  'no audience': (issuer) => issuer.sign({ aud: undefined }),
  'another issuer': (issuer) => issuer.sign({ iss: 'https://evil.example' }),
  'an issuer with a slash more': (issuer) => issuer.sign({ iss: `${issuer.issuer}/` }),
  'no issuer': (issuer) => issuer.sign({ iss: undefined }),
  'no subject': (issuer) => issuer.sign({ sub: undefined }),
  'an empty subject': (issuer) => issuer.sign({ sub: '' }),
  'an expiry that has passed': (issuer) => issuer.sign({ exp: seconds() - 60 }),
  'no expiry': (issuer) => issuer.sign({ exp: undefined }),
  'a beginning that is to come': (issuer) => issuer.sign({ nbf: seconds() + 600 }),
  'no signature, and alg none': async ({ issuer }) =>
    new UnsecuredJWT({ scope: 'odoo:read' })
      .setIssuer(issuer)
      .setAudience(AUDIENCE)
      .setSubject('ada')
      .setExpirationTime('5m')
      .encode(),
  'a signature cut off': async (issuer) => (await issuer.sign()).replace(/[^.]*$/, ''),
  'other claims under a genuine signature': async (issuer) => {
    const [header, , signature] = (await issuer.sign()).split('.');
    const [, claims] = (await issuer.sign({ sub: 'mallory' })).split('.');
    return [header, claims, signature].join('.');
  },
  'the public key as a shared secret': async (issuer) => {
    const secret = new TextEncoder().encode(await exportSPKI(issuer.publicKey));
    return issuer.sign({}, { alg: 'HS256' }, secret);
  },
  'another key under the same id': async (issuer) => issuer.sign({}, {}, (await generateKeyPair('RS256')).privateKey),
  'a key of its own in its header': async (issuer) => {
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
    return issuer.sign({}, { jwk: await exportJWK(publicKey) }, privateKey);
  },
  'an address for keys in its header': async (issuer) => {
    const { privateKey } = await generateKeyPair('RS256');
    return issuer.sign({}, { jku: 'https://evil.example/keys', kid: 'evil' }, privateKey);
  },
  'no type': (issuer) => issuer.sign({}, { typ: undefined }),
  'the type of another kind of token': (issuer) => issuer.sign({}, { typ: 'dpop+jwt' }),
  'the claims of an ID token': (issuer) => issuer.sign({ scope: undefined, nonce: 'n', at_hash: 'h' }, { typ: 'JWT' }),
  'the claims of an ID token beside scopes': (issuer) => issuer.sign({ at_hash: 'h' }, { typ: 'JWT' }),
  'a type of ID tokens among its claims': (issuer) => issuer.sign({ typ: 'ID' }, { typ: 'JWT' }),
};

type Way = (gateway: RunningGateway, headers: Record<string, string>) => Promise<{ status: number; challenge: string }>;

const posting =
  (path: string, body: unknown): Way =>
  async (gateway, headers) => {
    const answer = await gateway.post(path, body, { ...MCP_HEADERS, ...headers });
    return { status: answer.status, challenge: answer.headers.get('www-authenticate') ?? '' };
  };

/** Every door, with what is answered 200 by a caller who is let in. */
const DOORS: Readonly<Record<string, Way>> = {
  'MCP, modern era': async (gateway, headers) =>
    posting('/mcp', { ...modern('tools/list'), id: 1 })(gateway, {
      ...headers,
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/list',
    }),
  'MCP, legacy era': posting('/mcp', { ...initialize(), id: 1 }),
  REST: posting('/mcp/tools/list', {}),
  stream: posting('/mcp/stream/tools/call', { method: 'odoo_search', params: { model: 'res.partner', limit: 1 } }),
  WebSocket: async ({ url }, headers) => {
    const opened = await SocketClient.connect(url, { headers }).catch(() => undefined);
    if (opened) {
      await opened.close();
      return { status: 200, challenge: '' };
    }
    const refusal = await refusedHandshake(url, { headers });
    return { status: refusal.status ?? 0, challenge: refusal.headers['www-authenticate'] ?? '' };
  },
};

describe('tokens', () => {
  let sandbox: Sandbox;
  let issuer: TokenIssuer;
  let gateway: RunningGateway;

  beforeAll(async () => {
    sandbox = await startSandbox();
    issuer = await startIssuer({ audience: AUDIENCE });
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

  describe.each(Object.entries(DOORS))('by the door %s', (_door, ask) => {
    const show = (token: string) => ask(gateway, { authorization: `Bearer ${token}` });

    it('let a caller in when they are genuine', async () => {
      expect(await show(await issuer.sign())).toMatchObject({ status: 200 });
    });

    it.each(['JWT', 'application/at+jwt', 'AT+JWT'])('let a caller in with the type %s', async (typ) => {
      expect(await show(await issuer.sign({}, { typ }))).toMatchObject({ status: 200 });
    });

    it('let a caller in where the gateway is one of their audiences', async () => {
      expect(await show(await issuer.sign({ aud: ['account', AUDIENCE] }))).toMatchObject({ status: 200 });
    });

    it('leave keys as good as they were', async () => {
      expect(await show(TEST_KEY)).toMatchObject({ status: 200 });
    });

    it.each(Object.entries(ATTACKS))('are refused with %s', async (_what, make) => {
      expect(await show(await make(issuer))).toEqual({
        status: 401,
        challenge: `Bearer error="invalid_token", scope="odoo:read", resource_metadata="${METADATA}"`,
      });
    });

    it.each<[string, Record<string, string>]>([
      ['nothing', {}],
      ['a wrong key', { authorization: 'Bearer a-key-that-nobody-knows' }],
    ])('are asked for where a caller shows %s', async (_what, headers) => {
      expect(await ask(gateway, headers)).toEqual({
        status: 401,
        challenge: `Bearer scope="odoo:read", resource_metadata="${METADATA}"`,
      });
    });
  });

  it.each(['/mcp', '/mcp/tools/list', '/mcp/stream/tools/call'])('are not read from the URL of %s', async (path) => {
    const token = await issuer.sign();
    const { status } = await gateway.post(`${path}?access_token=${token}&token=${token}`, {}, {});
    expect(status).toBe(401);
  });

  it('are not read from the URL of a handshake', async () => {
    const path = `/mcp/ws?access_token=${await issuer.sign()}`;
    expect(await refusedHandshake(gateway.url, { path })).toMatchObject({ status: 401 });
  });

  it('are read from the subprotocols that a page offers', async () => {
    const client = await SocketClient.connect(gateway.url, { protocols: ['mcp', `bearer.${await issuer.sign()}`] });
    expect(await client.close()).toMatchObject({ code: 1005 });
  });

  it('never appear in what is answered', async () => {
    const token = await issuer.sign({ aud: 'elsewhere' });
    const { body, headers } = await gateway.post('/mcp/tools/list', {}, { authorization: `Bearer ${token}` });
    expect(JSON.stringify([body, ...headers])).not.toContain(token.split('.')[1]);
  });
});
