import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { EntranceLimits, ServerConfig } from '#libs/config';
import { Forbidden, HeadersTooLarge, UnsupportedEncoding, UrlTooLong } from '#libs/contracts';
import { METADATA_PATH } from './protected-resource.js';

/** Probes and scrapers call the pod's own address, so these paths take any Host; and they are answered at all times. */
const PROBE = /^\/health(?:\/|\?|$)/;

export function isProbe(url: string): boolean {
  return PROBE.test(url);
}

/** Public, and the same for everybody: pages of any Origin read it to learn how to get in. */
const ANY_ORIGIN = new RegExp(`^${METADATA_PATH.replaceAll('.', '\\.')}(?:/|\\?|$)`);

/** What the entrance asks of the service; see ServiceState. */
export interface Capacity {
  readonly standing: string;
  requireCapacity(): void;
}

type SizeLimits = Pick<EntranceLimits, 'maxUrlLength' | 'maxHeaders'>;

/**
 * Checks every request before anything of its body is read: whether there is room for it, its size, and Host and
 * Origin. A web page that has rebound its name to this machine, or that simply posts here, is stopped at the door.
 */
export function installEntrance(
  fastify: FastifyInstance,
  config: ServerConfig,
  sizes: SizeLimits,
  capacity: Capacity,
): void {
  fastify.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    if (capacity.standing === 'draining') reply.header('connection', 'close');
    const probes = isProbe(request.url);
    if (!probes) capacity.requireCapacity();
    checkSize(request, sizes);
    checkEncoding(request);
    if (!probes) checkHost(request, config.allowedHosts);
    if (!ANY_ORIGIN.test(request.url)) checkOrigin(request, config.corsOrigins);
  });
}

function checkSize({ url, raw }: FastifyRequest, { maxUrlLength, maxHeaders }: SizeLimits): void {
  if (url.length > maxUrlLength) {
    throw new UrlTooLong(`The URL is longer than ${maxUrlLength} characters.`, {
      hint: 'Send what is long in the body of a POST; the operator sets MAX_URL_LENGTH.',
    });
  }
  if (raw.rawHeaders.length / 2 > maxHeaders) {
    throw new HeadersTooLarge(`There are more than ${maxHeaders} headers.`, { hint: 'The operator sets MAX_HEADERS.' });
  }
}

/** Nothing is unpacked here, so that no small body grows into a large one. */
function checkEncoding({ headers }: FastifyRequest): void {
  const { 'content-encoding': content = 'identity', 'transfer-encoding': transfer = 'chunked' } = headers;
  if (/^identity$/i.test(content) && /^chunked$/i.test(transfer)) return;
  throw new UnsupportedEncoding('The body must not be compressed.', { hint: 'Leave Content-Encoding out.' });
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
