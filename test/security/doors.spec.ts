import { loadConfig } from '#libs/config';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { RouteOptions } from 'fastify';
import { createApplication } from '../../apps/gateway/src/create-application.js';
import { dashboardDoor, dashboardResources } from './dashboard-doors.js';
import { doors, methodDoors, resourceDoors } from './doors.js';

/** Routes by which nothing of Odoo's can be asked for: they take no model, no field, no record. */
const WITHOUT_QUESTION = [
  'GET /health',
  'GET /mcp',
  'GET /mcp/mode',
  'GET /openapi.json',
  'DELETE /mcp',
  'POST /mcp/initialize',
  'POST /mcp/tools/list',
  'POST /mcp/resources/list',
];

describe('the doors that attacks are tried on', () => {
  const routes: string[] = [];
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const environment = {
      ODOO_URL: 'http://127.0.0.1:9',
      ODOO_DATABASE: 'demo',
      ODOO_USERNAME: 'admin',
      ODOO_PASSWORD: 'admin',
      LOG_LEVEL: 'fatal',
    };
    app = await createApplication(await loadConfig({ packageVersion: '0.0.0', environment }));
    app
      .getHttpAdapter()
      .getInstance()
      .addHook('onRoute', ({ method, url }: Pick<RouteOptions, 'method' | 'url'>) => {
        // HEAD is GET without what it answers.
        for (const verb of [method].flat()) if (verb !== 'HEAD') routes.push(`${verb} ${url}`);
      });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });

  afterAll(() => app.close());

  it('are all routes that the gateway has, and no others', () => {
    const known = [...doors, ...methodDoors, ...resourceDoors, dashboardDoor, dashboardResources].flatMap(
      (door) => door.routes,
    );
    expect([...new Set([...known, ...WITHOUT_QUESTION])].sort()).toEqual([...new Set(routes)].sort());
  });
});
