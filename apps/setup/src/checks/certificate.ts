import { once } from 'node:events';
import { isIP } from 'node:net';
import { connect, rootCertificates, type TLSSocket } from 'node:tls';
import type { Finding } from './finding.js';

const PATIENCE_MS = 10_000;
const DAY_MS = 86_400_000;

/** Time enough to renew one. */
const LEAST_DAYS = 14;

/** @param ca PEM text of a private authority that is trusted besides. */
export async function checkCertificate(whose: string, url: URL, now: Date, ca?: string): Promise<Finding> {
  const name = `TLS of ${whose}`;
  if (url.protocol !== 'https:') return { name, ok: true, found: `none: ${url.origin} is plain HTTP` };
  // Certificates are looked at, whatever is wrong with them: nothing is sent.
  const socket = connect({
    host: url.hostname,
    port: Number(url.port) || 443,
    rejectUnauthorized: false,
    ...(isIP(url.hostname) === 0 && { servername: url.hostname }),
    ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
  });
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(PATIENCE_MS) });
    return judge(name, socket, now);
  } catch {
    return { name, ok: false, found: `${url.host} offers no TLS`, advice: 'Check the address and the port.' };
  } finally {
    socket.destroy();
  }
}

function judge(name: string, socket: TLSSocket, now: Date): Finding {
  const { authorized, authorizationError } = socket;
  const end = new Date(socket.getPeerCertificate().valid_to);
  const days = Math.floor((end.getTime() - now.getTime()) / DAY_MS);
  const until = `until ${end.toISOString().slice(0, 'YYYY-MM-DD'.length)}, for ${days} days`;
  if (!authorized) {
    const advice = 'Get one from a public authority, or name the private one (ODOO_CA_FILE, NODE_EXTRA_CA_CERTS).';
    return { name, ok: false, found: `not trusted (${String(authorizationError)}), good ${until}`, advice };
  }
  if (days < LEAST_DAYS) return { name, ok: false, found: `good ${until}`, advice: 'Renew it now.' };
  return { name, ok: true, found: `good ${until}` };
}
