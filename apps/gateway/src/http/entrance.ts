import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ServerConfig } from '#libs/config';
import { Forbidden } from '#libs/contracts';
import { METADATA_PATH } from './protected-resource.js';

/** Probes and scrapers call the pod's own address, so these paths take any Host. */
const ANY_HOST = /^\/health(?:\/|\?|$)/;

/** Public, and the same for everybody: pages of any Origin read it to learn how to get in. */
const ANY_ORIGIN = new RegExp(`^${METADATA_PATH.replaceAll('.', '\\.')}(?:/|\\?|$)`);

/**
 * Checks Host and Origin of every request before anything of it is read: a web page that has rebound its name to this
 * machine, or that simply posts here, is stopped at the door.
 */
export function installEntrance(fastify: FastifyInstance, config: ServerConfig): void {
  fastify.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    if (!ANY_HOST.test(request.url)) checkHost(request, config.allowedHosts);
    if (!ANY_ORIGIN.test(request.url)) checkOrigin(request, config.corsOrigins);
  });
}

function checkHost({ headers }: FastifyRequest, allowed: readonly string[]): void {
  if (allowed.includes('*')) return;
  const name = headers.host?.toLowerCase().replace(/:\d+$/, '');
  if (name !== undefined && allowed.includes(name)) return;
  throw new Forbidden('The gateway is not served under this Host.', {
    layer: 'host',
    rule: 'allowed-hosts',
    hint: 'The operator lists host names in ALLOWED_HOSTS.',
  });
}

function checkOrigin({ headers }: FastifyRequest, allowed: readonly string[]): void {
  const { origin } = headers;
  if (origin === undefined || allowed.includes('*') || allowed.includes(origin.toLowerCase())) return;
  // A page served by the gateway itself.
  if (origin.replace(/^https?:\/\//, '') === headers.host) return;
  throw new Forbidden('Pages of this Origin may not call the gateway.', {
    layer: 'host',
    rule: 'cors-origins',
    hint: 'The operator lists origins in CORS_ORIGINS.',
  });
}
