import { fastify, type FastifyInstance } from 'fastify';
import { GatewayError, GatewayUnavailable } from '#libs/contracts';
import { gatewayConfig } from '../../../../test/fixtures/gateway-config.js';
import { installEntrance } from './entrance.js';

describe('the entrance', () => {
  let server: FastifyInstance;
  let service: { standing: string; requireCapacity(): void };

  beforeEach(() => {
    service = { standing: 'serving', requireCapacity: () => {} };
  });

  /** The rule that refuses, or `in`. */
  async function enter(headers: Record<string, string>, environment: Record<string, string> = {}, url = '/mcp') {
    server = fastify({ genReqId: () => 'request-1' });
    const config = gatewayConfig(environment);
    installEntrance(server, config.server, config.limits.entrance, service);
    server.setErrorHandler(async (error, _request, reply) => {
      reply.code(403);
      return error instanceof GatewayError ? (error.rule ?? error.code) : 'unforeseen';
    });
    server.get('/*', async () => 'in');
    return server.inject({ url, headers });
  }

  const verdict = async (...args: Parameters<typeof enter>) => (await enter(...args)).body;

  afterEach(() => server.close());

  it.each([
    ['localhost', ''],
    ['localhost:8000', ''],
    ['LOCALHOST:8000', ''],
    ['127.0.0.1:8000', ''],
    ['[::1]:8000', ''],
    ['mcp.example.com', 'mcp.example.com'],
    ['mcp.example.com:443', 'MCP.Example.com'],
    ['anything.at.all', '*'],
  ])('lets Host %s in with ALLOWED_HOSTS=%j', async (host, ALLOWED_HOSTS) => {
    expect(await verdict({ host }, { ALLOWED_HOSTS })).toBe('in');
  });

  it.each([
    ['evil.example.com', ''],
    ['localhost.evil.example.com', ''],
    ['evil-localhost', ''],
    ['127.0.0.1.nip.io', ''],
    ['localhost:8000@evil.example.com', ''],
    ['localhost, evil.example.com', ''],
    ['localhost', 'mcp.example.com'],
    ['sub.mcp.example.com', 'mcp.example.com'],
  ])('keeps Host %s out with ALLOWED_HOSTS=%j', async (host, ALLOWED_HOSTS) => {
    expect(await verdict({ host }, { ALLOWED_HOSTS })).toBe('allowed-hosts');
  });

  it.each(['/health', '/health?x=1', '/health/ready'])('lets probes ask %s under any Host', async (url) => {
    expect(await verdict({ host: '10.1.2.3:8000' }, {}, url)).toBe('in');
  });

  it.each(['/healthy', '/mcp?/health', '/mcp/health'])('does not take %s for a probe', async (url) => {
    expect(await verdict({ host: '10.1.2.3:8000' }, {}, url)).toBe('allowed-hosts');
  });

  const dashboard = { CORS_ORIGINS: 'https://Dashboard.example.com' };

  it.each<[string, string, Record<string, string>]>([
    ['a page that is listed', 'https://dashboard.example.com', dashboard],
    ['any page with *', 'https://evil.example.com', { CORS_ORIGINS: '*' }],
    ["the gateway's own pages", 'http://localhost:8000', {}],
  ])('lets %s in', async (_who, origin, environment) => {
    expect(await verdict({ host: 'localhost:8000', origin }, environment)).toBe('in');
  });

  it.each<[string, string, Record<string, string>]>([
    ['a page while none is listed', 'https://dashboard.example.com', {}],
    ['a page that is not listed', 'https://evil.example.com', dashboard],
    ['another scheme', 'http://dashboard.example.com', dashboard],
    ['another port', 'https://dashboard.example.com:8443', dashboard],
    ['a longer name', 'https://dashboard.example.com.evil.org', dashboard],
    ['a page without an origin', 'null', dashboard],
    ['another port of this machine', 'http://localhost:3000', {}],
    ['an empty origin', '', {}],
  ])('keeps %s out', async (_who, origin, environment) => {
    expect(await verdict({ host: 'localhost:8000', origin }, environment)).toBe('cors-origins');
  });

  it('asks pages for their origin on public routes too', async () => {
    expect(await verdict({ origin: 'https://evil.example.com' }, {}, '/health')).toBe('cors-origins');
  });

  it('takes a URL up to its length, and not one character more', async () => {
    const url = (length: number) => `/mcp?${'x'.repeat(length - 5)}`;
    expect(await verdict({}, { MAX_URL_LENGTH: '300' }, url(300))).toBe('in');
    expect(await verdict({}, { MAX_URL_LENGTH: '300' }, url(301))).toBe('url_too_long');
  });

  it('takes so many headers, and not one more', async () => {
    const headers = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`x-${at}`, 'x']));
    // Host and User-Agent are two.
    expect(await verdict(headers(18), { MAX_HEADERS: '20' })).toBe('in');
    expect(await verdict(headers(19), { MAX_HEADERS: '20' })).toBe('headers_too_large');
  });

  it.each<[string, Record<string, string>]>([
    ['gzip', { 'content-encoding': 'gzip' }],
    ['what is packed twice', { 'content-encoding': 'gzip, identity' }],
    ['br', { 'content-encoding': 'BR' }],
    ['a transfer that is packed', { 'transfer-encoding': 'gzip, chunked' }],
  ])('unpacks no %s', async (_name, headers) => {
    expect(await verdict(headers)).toBe('unsupported_encoding');
  });

  it.each(['identity', 'Identity'])('takes what says that it is not packed: %s', async (encoding) => {
    expect(await verdict({ 'content-encoding': encoding })).toBe('in');
  });

  it('keeps calls out while there is too much to do, and lets probes in', async () => {
    service.requireCapacity = () => {
      throw new GatewayUnavailable('x', { rule: 'load' });
    };
    expect(await verdict({})).toBe('load');
    expect(await verdict({}, {}, '/health/ready')).toBe('in');
  });

  it('tells clients to open another connection once it is about to end, and none before', async () => {
    expect((await enter({})).headers['connection']).not.toBe('close');
    service.standing = 'draining';
    const { body, headers } = await enter({});
    expect([body, headers['connection']]).toEqual(['in', 'close']);
  });

  it('names the request in every answer, refusals included', async () => {
    expect((await enter({ host: 'localhost' })).headers['x-request-id']).toBe('request-1');
    expect((await enter({ host: 'evil.example.com' })).headers['x-request-id']).toBe('request-1');
  });
});
