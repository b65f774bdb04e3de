import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { gatewayRoutes } from '../fixtures/gateway-routes.js';
import { changeDoors } from './doors/change-doors.js';
import { completionDoors } from './doors/completion-doors.js';
import { dashboardDoor, dashboardResources } from './doors/dashboard-doors.js';
import { methodDoors } from './doors/method-doors.js';
import { resourceDoors } from './doors/resource-doors.js';
import { subscriptionDoors } from './doors/subscription-doors.js';
import { doors } from './doors/tool-doors.js';

/** Routes by which nothing of Odoo's can be asked for: they take no model, no field, no record. */
const WITHOUT_QUESTION = [
  'GET /',
  'GET /.well-known/oauth-protected-resource',
  'GET /.well-known/oauth-protected-resource/mcp',
  'GET /docs',
  'GET /health',
  'GET /health/live',
  'GET /health/ready',
  'GET /mcp',
  'GET /mcp/mode',
  'GET /openapi.json',
  'GET /web/:file',
  'DELETE /mcp',
  'POST /mcp/initialize',
  'POST /mcp/tools/list',
  'POST /mcp/resources/list',
];

describe('the doors that attacks are tried on', () => {
  let routes: readonly string[];
  let sockets: readonly string[];
  let app: NestFastifyApplication;

  beforeAll(async () => {
    ({ app, routes, sockets } = await gatewayRoutes());
  });

  afterAll(() => app.close());

  it('are all ways into the gateway, and no others', () => {
    const told = [...changeDoors, ...subscriptionDoors];
    const open = [
      ...doors,
      ...methodDoors,
      ...resourceDoors,
      ...completionDoors,
      dashboardDoor,
      dashboardResources,
      ...told,
    ];
    const known = open.flatMap((door) => door.routes);
    // HEAD is GET without what it answers.
    const there = [...routes, ...sockets].filter((route) => !route.startsWith('HEAD '));
    expect([...new Set([...known, ...WITHOUT_QUESTION])].sort()).toEqual([...new Set(there)].sort());
  });
});
