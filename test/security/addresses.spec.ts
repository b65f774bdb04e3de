import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { AccessFolder, hashOf } from '../fixtures/access-files.js';
import { type Environment, type RunningGateway, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { refusedHandshake, SocketClient } from '../fixtures/socket-client.js';

/** Of all that these tests connect from, 127.0.0.2, 127.0.1.* and the forwarded 192.0.2.* and 2001:db8:: may call. */
const ALLOWED_IPS = '127.0.0.2,127.0.1.0/24,192.0.2.0/24,2001:db8::/32';
const PROXY = '127.0.0.9';
const PROXIES = `${PROXY},127.0.2.0/24`;
const STRANGER = '127.0.0.3';
const FRIEND = '127.0.0.2';

const NOWHERE = {
  ODOO_URL: 'http://127.0.0.1:9',
  ODOO_DATABASE: 'demo',
  ODOO_USERNAME: 'admin',
  ODOO_PASSWORD: 'admin',
};

type Headers = Readonly<Record<string, string | readonly string[]>>;

/** What a proxy that is not there would add. */
const forwarded = (...values: string[]): Headers => ({ 'x-forwarded-for': values });

type Case = readonly [what: string, from: string, headers: Headers, accepted: boolean];

const DIRECT: readonly Case[] = [
  ['an address that is listed', FRIEND, {}, true],
  ['its neighbour', STRANGER, {}, false],
  ['another neighbour', '127.0.0.1', {}, false],
  ['the first of a range', '127.0.1.0', {}, true],
  ['one within a range', '127.0.1.77', {}, true],
  ['the last of a range', '127.0.1.255', {}, true],
  ['the next before a range', '127.0.0.255', {}, false],
  ['the next behind a range', '127.0.2.0', {}, false],
  ['a proxy itself', PROXY, {}, false],
];

/** Nothing that a stranger adds makes it another. */
const SPOOFED: readonly Case[] = [
  ['X-Forwarded-For', STRANGER, forwarded('192.0.2.7'), false],
  ['X-Forwarded-For of itself', STRANGER, forwarded(FRIEND), false],
  ['X-Forwarded-For twice', STRANGER, forwarded('192.0.2.7', '192.0.2.8'), false],
  ['X-Forwarded-For with the proxy behind', STRANGER, forwarded(`192.0.2.7, ${PROXY}`), false],
  ['X-Forwarded-For of IPv6', STRANGER, forwarded('2001:db8::1'), false],
  ['X-Forwarded-For of a loopback', STRANGER, forwarded('127.0.1.1'), false],
  ['Forwarded', STRANGER, { forwarded: 'for=192.0.2.7' }, false],
  ['X-Real-IP', STRANGER, { 'x-real-ip': '192.0.2.7' }, false],
  ['X-Client-IP', STRANGER, { 'x-client-ip': '192.0.2.7' }, false],
  ['True-Client-IP', STRANGER, { 'true-client-ip': '192.0.2.7' }, false],
  ['CF-Connecting-IP', STRANGER, { 'cf-connecting-ip': '192.0.2.7' }, false],
  ['X-Original-Forwarded-For', STRANGER, { 'x-original-forwarded-for': '192.0.2.7' }, false],
  ['X-Forwarded-Host', STRANGER, { 'x-forwarded-host': '192.0.2.7' }, false],
];

/** A friend is one whatever it says. */
const UNMOVED: readonly Case[] = [
  ['a friend that names a stranger', FRIEND, forwarded('198.51.100.1'), true],
  ['a friend that names nonsense', FRIEND, forwarded('nonsense'), true],
];

const PROXIED: readonly Case[] = [
  ['an address that is listed', PROXY, forwarded('192.0.2.7'), true],
  ['one from another proxy of a range', '127.0.2.200', forwarded('192.0.2.7'), true],
  ['one that is not listed', PROXY, forwarded('198.51.100.1'), false],
  ['what a client put before its address', PROXY, forwarded('192.0.2.7, 198.51.100.1'), false],
  ['what it put before it, in a header of its own', PROXY, forwarded('192.0.2.7', '198.51.100.1'), false],
  ['a list that a client began with nonsense', PROXY, forwarded('nonsense, 192.0.2.7'), true],
  ['two proxies', PROXY, forwarded('192.0.2.7, 127.0.2.1'), true],
  ['two proxies and a stranger', PROXY, forwarded('198.51.100.1, 127.0.2.1'), false],
  ['a proxy that is not trusted between', PROXY, forwarded('192.0.2.7, 127.0.3.1'), false],
  ['only proxies', PROXY, forwarded('127.0.2.1, 127.0.2.2'), false],
  ['a friend behind the proxy', PROXY, forwarded(FRIEND), true],
  ['the proxy behind itself', PROXY, forwarded(PROXY), false],
  ['no header', PROXY, {}, false],
  ['another header', PROXY, { 'x-real-ip': '192.0.2.7', forwarded: 'for=192.0.2.7' }, false],
  ['capital letters in its name', PROXY, { 'X-FORWARDED-FOR': '192.0.2.7' }, true],
  ['spaces', PROXY, forwarded('   192.0.2.7   '), true],
  ['a comma behind it', PROXY, forwarded('192.0.2.7,'), true],
];

const IPV6: readonly Case[] = [
  ['an IPv6 address that is listed', PROXY, forwarded('2001:db8::1'), true],
  ['the same in long', PROXY, forwarded('2001:0DB8:0000:0000:0000:0000:0000:0001'), true],
  ['the same on an interface', PROXY, forwarded('2001:db8::1%eth0'), true],
  ['one that is not', PROXY, forwarded('2001:db9::1'), false],
  ['a loopback of IPv6', PROXY, forwarded('::1'), false],
  ['a mapped address that is listed', PROXY, forwarded('::ffff:192.0.2.7'), true],
  ['the same in hexadecimal', PROXY, forwarded('::ffff:c000:207'), true],
  ['a mapped one that is not', PROXY, forwarded('::ffff:198.51.100.1'), false],
  ['a compatible address, which is none of IPv4', PROXY, forwarded('::192.0.2.7'), false],
  ['a translated address', PROXY, forwarded('64:ff9b::192.0.2.7'), false],
  ['an address of 6to4', PROXY, forwarded('2002:c000:207::1'), false],
];

const MALFORMED: readonly Case[] = [
  ['nothing', PROXY, forwarded(''), false],
  ['commas', PROXY, forwarded(',,'), false],
  ['unknown', PROXY, forwarded('unknown'), false],
  ['a name', PROXY, forwarded('localhost'), false],
  ['a port', PROXY, forwarded('192.0.2.7:80'), false],
  ['brackets', PROXY, forwarded('[2001:db8::1]'), false],
  ['brackets and a port', PROXY, forwarded('[2001:db8::1]:80'), false],
  ['a range', PROXY, forwarded('192.0.2.0/24'), false],
  ['a zero before', PROXY, forwarded('192.0.02.07'), false],
  ['hexadecimal', PROXY, forwarded('0xc0000207'), false],
  ['one number', PROXY, forwarded('3221225991'), false],
  ['three numbers', PROXY, forwarded('192.0.519'), false],
  ['five numbers', PROXY, forwarded('192.0.2.7.1'), false],
  ['more than 255', PROXY, forwarded('192.0.2.256'), false],
  ['a word behind it', PROXY, forwarded('192.0.2.7 nonsense'), false],
  ['a semicolon', PROXY, forwarded('192.0.2.7; 198.51.100.1'), false],
  ['thousands of addresses', PROXY, forwarded('192.0.2.7, '.repeat(500) + STRANGER), false],
];

/** As many doors as judge an address for themselves. */
const ASKED = [
  ['POST', '/mcp/tools/list'],
  ['POST', '/mcp'],
  ['POST', '/mcp/stream/tools/call'],
  ['GET', '/odoo/models/res.partner/changes'],
] as const;

async function ask(gatewayUrl: string, [method, path]: (typeof ASKED)[number], localAddress: string, headers: Headers) {
  const { hostname, port } = new URL(gatewayUrl);
  const asked = request({ hostname, port, method, path, localAddress, family: 4, agent: false });
  asked.setHeader('authorization', `Bearer ${TEST_KEY}`);
  asked.setHeader('content-type', 'application/json');
  for (const [name, value] of Object.entries(headers)) asked.setHeader(name, value);
  asked.end(method === 'POST' ? '{}' : undefined);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.destroy();
  return answer.statusCode;
}

/** How the handshake of a WebSocket is answered. */
async function handshake(gatewayUrl: string, localAddress: string, headers: Headers): Promise<number | undefined> {
  const options = { localAddress, headers: { authorization: `Bearer ${TEST_KEY}`, ...headers } };
  try {
    const client = await SocketClient.connect(gatewayUrl, options);
    client.socket.terminate();
    return 101;
  } catch {
    return (await refusedHandshake(gatewayUrl, options)).status;
  }
}

/** A key that may be shown from the same addresses that ALLOWED_IPS lists. */
const KEY_OF_ADDRESSES = `keys:
  - { id: friend, secrets: [{ hash: "${hashOf(TEST_KEY)}" }], ips: ${JSON.stringify(ALLOWED_IPS.split(','))} }
`;

describe.each(['ALLOWED_IPS', 'ips of a key'])('addresses that may call, by %s', (by) => {
  let gateway: RunningGateway;
  let folder: AccessFolder;

  beforeAll(async () => {
    folder = new AccessFolder(KEY_OF_ADDRESSES);
    const limits = { RATE_LIMIT_REQUESTS: '10000', RATE_LIMIT_REFUSALS: '10000', ODOO_CONNECT_TIMEOUT_MS: '100' };
    const rule: Environment = by === 'ALLOWED_IPS' ? { ALLOWED_IPS } : { API_KEY: '', ACCESS_FILE: folder.path };
    gateway = await startGateway({ ...NOWHERE, ...limits, ...rule, TRUSTED_PROXIES: PROXIES });
  });

  afterAll(async () => {
    await gateway.close();
    folder.remove();
  });

  describe.each([
    ['directly, from', DIRECT],
    ['directly, though it sends', [...SPOOFED, ...UNMOVED]],
    ['through a proxy that sends', PROXIED],
    ['through a proxy that sends', IPV6],
    ['through a proxy that sends, malformed,', MALFORMED],
  ])('%s', (_way, cases) => {
    it.each(cases)('%s (%s, %j): %p', async (_what, from, headers, accepted) => {
      const refused: boolean[] = [];
      for (const door of ASKED) refused.push((await ask(gateway.url, door, from, headers)) === 403);
      expect(refused).toEqual(ASKED.map(() => !accepted));
      expect(await handshake(gateway.url, from, headers)).toBe(accepted ? 101 : 403);
    });
  });

  it('are sixty and more, of which some are let in', () => {
    const cases = [...DIRECT, ...SPOOFED, ...UNMOVED, ...PROXIED, ...IPV6, ...MALFORMED];
    expect(cases.length).toBeGreaterThanOrEqual(60);
    expect(cases.filter(([, , , accepted]) => accepted).length).toBeGreaterThanOrEqual(15);
  });
});

describe('addresses that may call a gateway of both families', () => {
  let gateway: RunningGateway;

  beforeAll(async () => {
    gateway = await startGateway({ ...NOWHERE, SERVER_HOST: '::', ALLOWED_IPS, TRUSTED_PROXIES: PROXIES });
  });

  afterAll(() => gateway.close());

  it.each<Case>([
    ['an IPv4 address that is listed, which arrives mapped', FRIEND, {}, true],
    ['one that is not', STRANGER, {}, false],
    ['one behind a proxy, which arrives mapped', PROXY, forwarded('192.0.2.7'), true],
    ['a stranger behind it', PROXY, forwarded('198.51.100.1'), false],
    ['a stranger that claims to be behind it', STRANGER, forwarded('192.0.2.7'), false],
  ])('%s', async (_what, from, headers, accepted) => {
    const url = gateway.url.replace(/\/\/[^/]*:/, '//127.0.0.1:');
    expect((await ask(url, ASKED[0], from, headers)) !== 403).toBe(accepted);
  });

  it('and from IPv6 only who is listed', async () => {
    const { port } = new URL(gateway.url);
    const asked = request({ host: '::1', port, path: '/mcp/tools/list', method: 'POST', agent: false });
    asked.setHeader('authorization', `Bearer ${TEST_KEY}`);
    asked.end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.destroy();
    expect(answer.statusCode).toBe(403);
  });
});
