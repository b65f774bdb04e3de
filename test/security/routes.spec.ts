import { loadConfig } from '#libs/config';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { RouteOptions } from 'fastify';
import { createApplication } from '../../apps/gateway/src/create-application.js';

/** The only routes that answer without a key. */
const PUBLIC = ['GET /health', 'HEAD /health'];

describe('every route', () => {
  const routes: string[] = [];
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const environment = {
      ODOO_URL: 'http://127.0.0.1:9',
      ODOO_DATABASE: 'demo',
      ODOO_USERNAME: 'admin',
      ODOO_PASSWORD: 'admin',
      API_KEY: 'a-key-that-nobody-shows',
      LOG_LEVEL: 'fatal',
      ALLOWED_HOSTS: '*',
      RATE_LIMIT_REQUESTS: '100000',
    };
    app = await createApplication(await loadConfig({ packageVersion: '0.0.0', environment }));
    app
      .getHttpAdapter()
      .getInstance()
      .addHook('onRoute', ({ method, url }: Pick<RouteOptions, 'method' | 'url'>) => {
        for (const verb of [method].flat()) routes.push(`${verb} ${url}`);
      });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
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
