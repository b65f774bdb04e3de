import { principal } from '../../../test/fixtures/principals.js';
import { failureOf } from '../../../test/fixtures/failure-of.js';
import { gatewayConfig } from '../../../test/fixtures/gateway-config.js';
import { type AccessSource, environmentAccess, type TokenRule } from '#libs/config';
import type { Mode } from '#libs/contracts';
import { NEVER } from 'rxjs';
import { BearerTokens } from './bearer-tokens.js';
import type { TokenVerifier } from './token-verifier.js';

const rule = (id: string, claims: TokenRule['claims'], mode: Mode = 'readonly', ips: string[] = []): TokenRule => ({
  claims,
  ips,
  principal: principal(mode, {}, id),
});

function tokensOf(claims: Record<string, unknown>, source: AccessSource, mode: Mode = 'readwrite'): BearerTokens {
  const { sub = 'ada' } = claims as { sub?: string };
  const verify: TokenVerifier['verify'] = async () => ({ subject: sub, scopes: ['read'], endsAt: 1000, claims });
  return new BearerTokens({ verify } as TokenVerifier, source, mode);
}

const ruled = (...tokens: TokenRule[]): AccessSource => ({
  current: { ...environmentAccess(gatewayConfig()).current, tokens },
  changes: NEVER,
});

const identify = (claims: Record<string, unknown>, ...rules: TokenRule[]) =>
  tokensOf(claims, ruled(...rules)).identify('x', '192.0.2.7');

describe('BearerTokens', () => {
  it.each<[string, boolean]>([
    ['eyJhbGciOiJub25lIn0.e30.', true],
    ['eyJ.e30.c2ln', true],
    ['a-key-for-tests-only', false],
    ['omcp_abc.def', false],
    ['a.b.c.d.e', false],
    ['', false],
  ])('tells whether %j looks like a token: %p', (shown, looks) => {
    expect(tokensOf({}, ruled()).looksLikeOne(shown)).toBe(looks);
  });

  it('lets every bearer be what the environment says, where nobody has written rules', async () => {
    const source = environmentAccess(gatewayConfig({ MCP_MODE: 'readwrite' }));
    expect(await tokensOf({}, source).identify('x', '192.0.2.7')).toMatchObject({
      id: 'oauth:ada',
      mode: 'readwrite',
      scopes: ['read'],
      endsAt: 1000,
      odoo: { connection: 'default' },
    });
  });

  it('takes the first rule that fits', async () => {
    const rules = [rule('sales', { team: 'sales' }), rule('any', {}, 'readwrite'), rule('late', { team: 'it' })];
    expect(await identify({ team: 'sales' }, ...rules)).toMatchObject({ id: 'sales:ada', mode: 'readonly' });
    expect(await identify({ team: 'it' }, ...rules)).toMatchObject({ id: 'any:ada', mode: 'readwrite' });
  });

  it.each<[unknown, string]>([
    ['sales', 'sales'],
    ['sales support', 'sales'],
    ['sales support', 'sales support'],
    [['it', 'sales'], 'sales'],
    [7, '7'],
    [true, 'true'],
  ])('a claim that says %j fits %j', async (said, wanted) => {
    expect(await identify({ group: said }, rule('r', { group: wanted }))).toMatchObject({ id: 'r:ada' });
  });

  it.each<[unknown, string]>([
    ['presales', 'sales'],
    [['presales'], 'sales'],
    [['sales support'], 'sales'],
    [[['sales']], 'sales'],
    [{ sales: true }, 'sales'],
    [null, 'null'],
    [undefined, 'undefined'],
  ])('a claim that says %j does not fit %j', async (said, wanted) => {
    const refusal = await failureOf(identify({ group: said }, rule('r', { group: wanted })));
    expect(refusal).toMatchObject({ code: 'forbidden', rule: 'token-rules' });
  });

  it('wants all claims of a rule, and none that only every object has', async () => {
    const both = rule('r', { group: 'sales', site: 'north' });
    expect(await failureOf(identify({ group: 'sales' }, both))).toMatchObject({ code: 'forbidden' });
    const inherited = rule('r', { constructor: String(Object) });
    expect(await failureOf(identify({}, inherited))).toMatchObject({ code: 'forbidden' });
  });

  it('lets nobody in where rules were written and there are none', async () => {
    expect(await failureOf(identify({}))).toMatchObject({ code: 'forbidden', layer: 'key' });
  });

  it('goes no further than the gateway does', async () => {
    const tokens = tokensOf({}, ruled(rule('r', {}, 'readwrite')), 'readonly');
    expect(await tokens.identify('x', '192.0.2.7')).toMatchObject({ mode: 'readonly' });
  });

  it.each([
    ['192.0.2.0/24', 'r:ada'],
    ['198.51.100.0/24', 'ip'],
  ])('checks the address against the rule: %s', async (range, expected) => {
    const found = identify({}, rule('r', {}, 'readonly', [range]));
    expect(
      await found.then(
        ({ id }) => id,
        ({ layer }: { layer: string }) => layer,
      ),
    ).toBe(expected);
  });

  it.each(['ada@example.com', 'auth0|5f7c8ec7', '248289761001', 'https://id.example/ada'])(
    'names a subject as it is: %s',
    async (sub) => {
      expect(await identify({ sub }, rule('r', {}))).toMatchObject({ id: `r:${sub}` });
    },
  );

  it.each(['ada\nlevel=fatal', 'ada lovelace', 'ada\u202e', '~x', 'x'.repeat(129)])(
    'names a subject that logs should not hold by its digest: %j',
    async (sub) => {
      expect((await identify({ sub }, rule('r', {}))).id).toMatch(/^r:~[\w-]{43}$/);
    },
  );
});
