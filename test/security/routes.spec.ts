import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { gatewayRoutes } from '../fixtures/gateway-routes.js';

/** The only routes that answer without a key. */
const PUBLIC = [
  'GET /',
  'GET /.well-known/oauth-protected-resource',
  'GET /.well-known/oauth-protected-resource/mcp',
  'GET /docs',
  'GET /health',
  'GET /health/live',
  'GET /health/ready',
  'GET /web/:file',
  'HEAD /',
  'HEAD /.well-known/oauth-protected-resource',
  'HEAD /.well-known/oauth-protected-resource/mcp',
  'HEAD /docs',
  'HEAD /health',
  'HEAD /health/live',
  'HEAD /health/ready',
  'HEAD /web/:file',
];

describe('every route', () => {
  let routes: readonly string[];
  let sockets: readonly string[];
  let app: NestFastifyApplication;

  beforeAll(async () => {
    ({ app, routes, sockets } = await gatewayRoutes({
      API_KEY: 'a-key-that-nobody-shows',
      ALLOWED_HOSTS: '*',
      RATE_LIMIT_REQUESTS: '100000',
      RATE_LIMIT_REFUSALS: '100000',
    }));
  });

  afterAll(() => app.close());

  async function statusOf(route: string, headers: Record<string, string>): Promise<number> {
    const [method = '', url = ''] = route.split(' ');
    const answer = await app.inject({ method: method as 'GET', url, headers });
    return answer.statusCode;
  }

  it('is known', () => {
    expect(routes).toContain('POST /mcp');
    expect(routes).toContain('POST /mcp/tools/call');
  });

  it('is the only way to a WebSocket too', () => {
    expect(sockets).toEqual(['WS /mcp/ws']);
    expect(routes).toEqual(expect.arrayContaining(sockets.map((socket) => socket.replace('WS', 'GET'))));
  });

  it.each([
    ['without a key', {}],
    ['with a wrong key', { authorization: 'Bearer a-key-that-nobody-knows' }],
    ['with an empty key', { authorization: 'Bearer ', 'x-api-key': '' }],
    ['with the key in another scheme', { authorization: 'Basic a-key-that-nobody-shows' }],
  ])('%s is refused, the public ones aside', async (_name, headers) => {
    const open: string[] = [];
    for (const route of routes) {
      const status = await statusOf(route, headers);
      if (status !== 401) open.push(route);
    }
    expect(open.sort()).toEqual(PUBLIC);
  });

  it('is refused with the key in its URL', async () => {
    expect(await statusOf('POST /mcp/tools/list?api_key=a-key-that-nobody-shows', {})).toBe(401);
  });
});
