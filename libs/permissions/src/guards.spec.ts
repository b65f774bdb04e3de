import { principal } from '../../../test/fixtures/principals.js';
import { Reflector } from '@nestjs/core';
import { environmentAccess } from '#libs/config';
import type { Mode } from '#libs/contracts';
import { contextOf, type FakeRequest, messageContextOf, request } from '../../../test/fixtures/execution-context.js';
import { gatewayConfig } from '../../../test/fixtures/gateway-config.js';
import { ApiKeyGuard } from './api-key.guard.js';
import { IpAllowlistGuard } from './ip-allowlist.guard.js';
import { RecordingTrail } from '../../../test/fixtures/recording-trail.js';
import { KeyRing } from './key-ring.js';
import { ReadonlyGuard } from './readonly.guard.js';
import { Public, RequiresAccess } from './route-access.decorator.js';

const KEY = 'a-key-for-tests-only';
const reflector = new Reflector();

const keysOf = (environment: Record<string, string>) =>
  new KeyRing(environmentAccess(gatewayConfig(environment)), new RecordingTrail());

class Routes {
  silent(): void {}

  @RequiresAccess('read')
  read(): void {}

  @RequiresAccess('execute')
  execute(): void {}

  @RequiresAccess('write')
  write(): void {}

  @RequiresAccess('delete')
  remove(): void {}

  @RequiresAccess('per-tool')
  perTool(): void {}

  @Public()
  open(): void {}

  @Public('allowed-addresses')
  page(): void {}
}

@Public()
class OpenRoutes {
  silent(): void {}
}

@RequiresAccess('read')
class ReadingRoutes {
  silent(): void {}

  @RequiresAccess('write')
  write(): void {}
}

describe('ApiKeyGuard', () => {
  const principalFor = (asking: FakeRequest, environment: Record<string, string>) => {
    void new ApiKeyGuard(reflector, keysOf(environment)).canActivate(contextOf(Routes, 'silent', asking));
    return asking.principal;
  };

  describe('with a key', () => {
    const identify = (headers: Record<string, string>) =>
      principalFor(request(headers, '203.0.113.9'), { API_KEY: KEY, MCP_MODE: 'readwrite' });

    it.each<[string, Record<string, string>]>([
      ['Bearer', { authorization: `Bearer ${KEY}` }],
      ['bearer in other letters', { authorization: `bEARER  ${KEY} ` }],
      ['X-API-Key', { 'x-api-key': KEY }],
      ['X-API-Key beside another scheme', { authorization: 'Basic eDp5', 'x-api-key': KEY }],
    ])('knows its caller by %s', (_way, headers) => {
      expect(identify(headers)).toMatchObject({ id: 'api-key', mode: 'readwrite' });
    });

    it.each<[string, Record<string, string>, RegExp]>([
      ['no key', {}, /A key is needed/],
      ['the key without its scheme', { authorization: KEY }, /A key is needed/],
      ['the key in another scheme', { authorization: `Basic ${KEY}` }, /A key is needed/],
      ['an empty key', { authorization: 'Bearer ' }, /A key is needed/],
      ['a cookie', { cookie: `api_key=${KEY}` }, /A key is needed/],
      ['a wrong key', { authorization: 'Bearer another-key-for-tests' }, /not known here/],
      ['the beginning of it', { 'x-api-key': KEY.slice(0, -1) }, /not known here/],
      ['more than it', { 'x-api-key': `${KEY}x` }, /not known here/],
      ['its letters in another case', { 'x-api-key': KEY.toUpperCase() }, /not known here/],
      ['a blank before it', { 'x-api-key': ` ${KEY}` }, /not known here/],
      ['an empty header', { 'x-api-key': '' }, /not known here/],
      [
        'a wrong Bearer beside a right X-API-Key',
        { authorization: 'Bearer wrong', 'x-api-key': KEY },
        /not known here/,
      ],
    ])('refuses %s', (_what, headers, message) => {
      expect(() => identify(headers)).toThrow(message);
    });

    const offering = (protocols: string, others: Record<string, string> = {}) =>
      identify({ upgrade: 'websocket', 'sec-websocket-protocol': protocols, ...others });

    it.each([`mcp, bearer.${KEY}`, `mcp,bearer.${KEY}`])(
      'knows the caller of a WebSocket by the subprotocols that a page offers: %s',
      (protocols) => {
        expect(offering(protocols)).toMatchObject({ id: 'api-key', mode: 'readwrite' });
      },
    );

    it.each<[string, string, RegExp]>([
      ['without mcp', `bearer.${KEY}`, /A key is needed/],
      ['before mcp', `bearer.${KEY}, mcp`, /A key is needed/],
      ['beside a third', `mcp, bearer.${KEY}, chat`, /A key is needed/],
      ['twice', `mcp, bearer.${KEY}, bearer.${KEY}`, /A key is needed/],
      ['as a protocol of its own', `mcp, ${KEY}`, /A key is needed/],
      ['in other letters', `mcp, Bearer.${KEY}`, /A key is needed/],
      ['beside mcp in other letters', `MCP, bearer.${KEY}`, /A key is needed/],
      ['with a blank', `mcp, bearer. ${KEY}`, /A key is needed/],
      ['of no letters', 'mcp, bearer.', /A key is needed/],
      ['that is wrong', `mcp, bearer.${KEY}x`, /not known here/],
    ])('refuses a key among the subprotocols %s', (_how, protocols, message) => {
      expect(() => offering(protocols)).toThrow(message);
    });

    it('takes a wrong key in a header before a right one among the subprotocols', () => {
      expect(() => offering(`mcp, bearer.${KEY}`, { 'x-api-key': 'wrong' })).toThrow(/not known here/);
    });

    it('takes no key from subprotocols where nobody asks for a WebSocket', () => {
      expect(() => identify({ 'sec-websocket-protocol': `mcp, bearer.${KEY}` })).toThrow(/A key is needed/);
    });

    it('asks a client on this machine too', () => {
      expect(() => principalFor(request(), { API_KEY: KEY })).toThrow('A key is needed.');
    });

    it('never repeats what it was shown', () => {
      const attempt = () => identify({ authorization: 'Bearer canary-9f2c' });
      expect(attempt).toThrow(expect.objectContaining({ message: expect.not.stringContaining('canary') as string }));
      expect(attempt).toThrow(expect.objectContaining({ hint: expect.not.stringContaining('canary') as string }));
    });
  });

  describe('without a key', () => {
    it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])('serves a client on this machine: %s', (address) => {
      expect(principalFor(request({}, address), {})).toMatchObject({ id: 'loopback', mode: 'readonly' });
    });

    it.each<[string, FakeRequest]>([
      ['from elsewhere', request({}, '203.0.113.9')],
      ['that a proxy on this machine speaks for', request({ 'x-forwarded-for': '203.0.113.9' })],
      ['of unknown address', { ...request(), raw: { socket: { remoteAddress: undefined } } }],
      ['from elsewhere with some key', request({ 'x-api-key': KEY }, '203.0.113.9')],
    ])('refuses a client %s, and says how to set one', (_who, asking) => {
      expect(() => principalFor(asking, {})).toThrow(
        expect.objectContaining({ code: 'unauthenticated', hint: expect.stringContaining('API_KEY') as string }),
      );
    });
  });

  it('lets public routes be called without a key, and names nobody', () => {
    const guard = new ApiKeyGuard(reflector, keysOf({ API_KEY: KEY }));
    const asking = request({}, '203.0.113.9');
    expect(guard.canActivate(contextOf(Routes, 'open', asking))).toBe(true);
    expect(guard.canActivate(contextOf(OpenRoutes, 'silent', asking))).toBe(true);
    expect(asking.principal).toBeUndefined();
  });
});

describe('a message', () => {
  const environment = { API_KEY: KEY, ALLOWED_IPS: '192.0.2.0/24' };
  const guards = [
    new IpAllowlistGuard(reflector, gatewayConfig(environment)),
    new ApiKeyGuard(reflector, keysOf(environment)),
    new ReadonlyGuard(reflector),
  ];
  const judge = (handshake: FakeRequest | undefined, method: 'perTool' | 'write' | 'silent' = 'perTool') => {
    for (const guard of guards) void guard.canActivate(messageContextOf(Routes, method, handshake));
  };
  const opened = (headers: Record<string, string> = { 'x-api-key': KEY }, address = '192.0.2.7') =>
    request(headers, address);

  it('is let through by the request that opened its socket', () => {
    const handshake = opened();
    judge(handshake);
    expect(handshake.principal).toMatchObject({ id: 'api-key', mode: 'readonly' });
  });

  it.each<[string, FakeRequest, string]>([
    ['has shown no key', opened({}), 'A key is needed.'],
    ['has shown a key that is not known any more', opened({ 'x-api-key': `${KEY}-of-yesterday` }), 'not known here'],
    ['comes from elsewhere', opened({ 'x-api-key': KEY }, '203.0.113.9'), 'address is not allowed'],
  ])('is refused when its socket %s', (_why, handshake, message) => {
    expect(() => judge(handshake)).toThrow(message);
  });

  it.each(['write', 'silent'] as const)('is refused to a readonly key by what its handler says: %s', (method) => {
    expect(() => judge(opened(), method)).toThrow(expect.objectContaining({ layer: 'mode' }));
  });

  it.each(guards.map((guard) => [guard.constructor.name, guard] as const))(
    'is refused by %s alone when its socket came past the guards',
    (_name, guard) => {
      expect(() => guard.canActivate(messageContextOf(Routes, 'perTool', undefined))).toThrow(
        expect.objectContaining({ code: 'internal' }),
      );
    },
  );
});

describe('IpAllowlistGuard', () => {
  const admits = (allowed: string, address: string, method: 'silent' | 'open' | 'page' = 'silent') =>
    new IpAllowlistGuard(reflector, gatewayConfig({ ALLOWED_IPS: allowed })).canActivate(
      contextOf(Routes, method, request({}, address)),
    );

  it.each([
    ['', '203.0.113.9'],
    ['10.0.0.0/8', '10.1.2.3'],
    ['10.0.0.0/8', '::ffff:10.1.2.3'],
    ['10.0.0.0/8,2001:db8::/32', '2001:db8::9'],
  ])('with %j lets %s in', (allowed, address) => {
    expect(admits(allowed, address)).toBe(true);
  });

  it.each([
    ['10.0.0.0/8', '11.0.0.1'],
    ['10.0.0.0/8', '127.0.0.1'],
    ['10.0.0.0/8', '2001:db8::9'],
    ['10.0.0.0/8', 'not an address'],
  ])('with %j keeps %s out', (allowed, address) => {
    expect(() => admits(allowed, address)).toThrow(expect.objectContaining({ code: 'forbidden', layer: 'ip' }));
  });

  it('lets probes of public routes come from anywhere', () => {
    expect(admits('10.0.0.0/8', '203.0.113.9', 'open')).toBe(true);
  });

  it('holds for pages, which need no key', () => {
    expect(admits('10.0.0.0/8', '10.1.2.3', 'page')).toBe(true);
    expect(() => admits('10.0.0.0/8', '203.0.113.9', 'page')).toThrow(expect.objectContaining({ layer: 'ip' }));
  });
});

describe('ReadonlyGuard', () => {
  const guard = new ReadonlyGuard(reflector);
  const asking = (mode: Mode): FakeRequest => ({ ...request(), principal: principal(mode) });

  it.each(['read', 'execute', 'perTool', 'write', 'remove', 'silent'] as const)('lets readwrite %s', (method) => {
    expect(guard.canActivate(contextOf(Routes, method, asking('readwrite')))).toBe(true);
  });

  it.each(['read', 'execute', 'perTool'] as const)('lets readonly %s', (method) => {
    expect(guard.canActivate(contextOf(Routes, method, asking('readonly')))).toBe(true);
  });

  it.each([
    ['a route that writes', 'write'],
    ['one that deletes', 'remove'],
    ['one that says nothing', 'silent'],
  ] as const)('refuses readonly %s', (_what, method) => {
    expect(() => guard.canActivate(contextOf(Routes, method, asking('readonly')))).toThrow(
      expect.objectContaining({ code: 'forbidden', layer: 'mode', rule: 'readonly' }),
    );
  });

  it('takes what the route says before what its controller says', () => {
    expect(guard.canActivate(contextOf(ReadingRoutes, 'silent', asking('readonly')))).toBe(true);
    expect(() => guard.canActivate(contextOf(ReadingRoutes, 'write', asking('readonly')))).toThrow('readonly');
  });

  it('refuses a request that no guard has named a principal for', () => {
    expect(() => guard.canActivate(contextOf(Routes, 'read', request()))).toThrow('readonly');
  });

  it('lets public routes pass', () => {
    expect(guard.canActivate(contextOf(Routes, 'open', request()))).toBe(true);
  });
});
