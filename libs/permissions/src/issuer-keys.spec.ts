import { startIssuer, type TokenIssuer } from '../../../test/fixtures/token-issuer.js';
import { failureOf } from '../../../test/fixtures/failure-of.js';
import type { OAuthConfig } from '#libs/config';
import { IssuerKeys } from './issuer-keys.js';
import { TokenVerifier } from './token-verifier.js';

const AUDIENCE = 'https://mcp.example.com/mcp';

describe('IssuerKeys', () => {
  let issuer: TokenIssuer;
  let now: number;
  let away: boolean;
  let requests: string[];

  beforeEach(async () => {
    issuer = await startIssuer({ audience: AUDIENCE });
    now = Date.now();
    away = false;
    requests = [];
  });

  afterEach(() => issuer.close());

  const request: typeof fetch = async (url, init) => {
    requests.push(url as string);
    if (away) throw new TypeError('fetch failed');
    return fetch(url, init);
  };

  function verifier(of = issuer, settings: Partial<OAuthConfig> = {}): TokenVerifier {
    const all = { issuer: of.issuer, timeoutMs: 5000, keysMaxAgeMs: 600_000, keysCooldownMs: 30_000, ...settings };
    const keys = new IssuerKeys(all, request, () => now);
    return new TokenVerifier(
      { issuer: all.issuer, audience: AUDIENCE, clockToleranceSeconds: 10 },
      keys.find,
      () => now,
    );
  }

  const keyRequests = () => requests.filter((url) => url.endsWith('/keys')).length;

  it('are asked for once, however many tokens come at once', async () => {
    const tokens = verifier();
    const token = await issuer.sign();
    await Promise.all(Array.from({ length: 20 }, () => tokens.verify(token)));
    await tokens.verify(token);
    expect(keyRequests()).toBe(1);
  });

  it('are asked for again when a token names one that is not known, and no faster than they cool down', async () => {
    const tokens = verifier();
    await tokens.verify(await issuer.sign());
    await issuer.rotate();
    const token = await issuer.sign();
    expect(await failureOf(tokens.verify(token))).toMatchObject({ code: 'unauthenticated' });
    now += 30_000;
    expect(await tokens.verify(token)).toMatchObject({ subject: 'ada' });
    for (let index = 0; index < 10; index += 1) {
      await failureOf(tokens.verify(await issuer.sign({}, { kid: `made-up-${index}` })));
    }
    expect(keyRequests()).toBe(2);
  });

  it('are forgotten after a while when the issuer has taken them away', async () => {
    const tokens = verifier();
    const token = await issuer.sign({ exp: Math.floor(now / 1000) + 7200 });
    await tokens.verify(token);
    await issuer.rotate();
    now += 599_999;
    expect(await tokens.verify(token)).toMatchObject({ subject: 'ada' });
    now += 1;
    expect(await failureOf(tokens.verify(token))).toMatchObject({ code: 'unauthenticated' });
  });

  it('go on where the issuer is away, and are asked for again after a while', async () => {
    const tokens = verifier();
    const token = await issuer.sign({ exp: Math.floor(now / 1000) + 7200 });
    await tokens.verify(token);
    away = true;
    now += 600_000;
    const before = requests.length;
    expect(await tokens.verify(token)).toMatchObject({ subject: 'ada' });
    expect(await tokens.verify(token)).toMatchObject({ subject: 'ada' });
    // Each place of the metadata once.
    expect(requests.length - before).toBe(2);
  });

  it('let nobody in before they are known, and say that it is not the token', async () => {
    away = true;
    const tokens = verifier();
    const token = await issuer.sign();
    expect(await failureOf(tokens.verify(token))).toMatchObject({ code: 'gateway_unavailable', httpStatus: 503 });
    away = false;
    expect(await failureOf(tokens.verify(token))).toMatchObject({ httpStatus: 503 });
    now += 30_000;
    expect(await tokens.verify(token)).toMatchObject({ subject: 'ada' });
  });

  it.each<[string, Record<string, unknown>]>([
    ['of another issuer', { issuer: 'https://evil.example' }],
    ['of the issuer with a slash more', { issuer: 'slash' }],
    ['without an address of keys', { jwks_uri: undefined }],
    ['with an address that anybody on the way can change', { jwks_uri: 'http://keys.example.com/' }],
    ['with an address of another scheme', { jwks_uri: 'file:///etc/keys.json' }],
  ])('are not taken from metadata %s', async (_what, metadata) => {
    const other = await startIssuer({ audience: AUDIENCE, metadata });
    const refusal = await failureOf(verifier(other).verify(await other.sign()));
    await other.close();
    expect(refusal).toMatchObject({ httpStatus: 503 });
    expect(keyRequests()).toBe(0);
  });

  it('are found by the metadata of OpenID Connect too', async () => {
    const other = await startIssuer({ audience: AUDIENCE, metadataPath: '/.well-known/openid-configuration' });
    expect(await verifier(other).verify(await other.sign())).toMatchObject({ subject: 'ada' });
    await other.close();
  });

  it('are looked for where an issuer with a path has its metadata', async () => {
    away = true;
    const issuers = ['https://id.example/realms/a', 'https://id.example/realms/a/'];
    for (const name of issuers) {
      requests = [];
      await failureOf(verifier(issuer, { issuer: name }).verify(await issuer.sign({ iss: name })));
      expect(requests).toEqual([
        'https://id.example/.well-known/oauth-authorization-server/realms/a',
        'https://id.example/.well-known/openid-configuration/realms/a',
        'https://id.example/realms/a/.well-known/openid-configuration',
      ]);
    }
  });
});
