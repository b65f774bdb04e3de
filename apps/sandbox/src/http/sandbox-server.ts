import { fastify, type FastifyInstance } from 'fastify';
import { registerControlRoutes } from './control.routes.js';
import { registerJson2Routes } from './json2.routes.js';
import { registerJsonRpcRoute } from './jsonrpc.routes.js';
import { missingPage } from './error-pages.js';
import { pathOf } from './rpc-envelope.js';
import type { SandboxServices } from './sandbox-services.js';
import { registerSessionRoutes } from './session.routes.js';

/** Odoo's own limit on a request. */
const BODY_LIMIT = 128 * 1024 * 1024;

/** All routes; bodies stay text until their route reads them, so that each is parsed once and by Odoo's rules. */
export function sandboxServer(services: SandboxServices): FastifyInstance {
  const app = fastify({ bodyLimit: BODY_LIMIT, forceCloseConnections: true, exposeHeadRoutes: false });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    ['application/json', 'application/json-rpc'],
    { parseAs: 'string' },
    (_request, body, done) => done(null, body),
  );
  // Any other type: the body is read and thrown away, and the route answers 415.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) => done(null));
  registerSessionRoutes(app, services);
  registerJsonRpcRoute(app, services);
  registerJson2Routes(app, services);
  registerControlRoutes(app, services);
  app.setNotFoundHandler(async (request, reply) => {
    await services.runner.run(reply, { path: pathOf(request) }, () => missingPage(services.database.version));
    return reply;
  });
  return app;
}
