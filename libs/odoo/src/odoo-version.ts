import type { CallOptions, OdooServerInfo } from '#libs/contracts';
import { notOdoo } from './odoo-faults.js';
import type { OdooHttp } from './odoo-http.js';
import { rpcRequest } from './transports/rpc-answer.js';

/**
 * Asks an Odoo for its version, without credentials: `GET /web/version` where it exists (19 …), else the way of 14 … 18.
 * @throws OdooUnavailable where nothing that answers is an Odoo.
 */
export async function probeVersion(http: OdooHttp, { signal }: CallOptions = {}): Promise<OdooServerInfo> {
  const modern = await http.send({ path: '/web/version', method: 'GET', signal, readsOnly: true });
  const found = readVersion(modern.json);
  if (found) return found;
  const path = '/web/webclient/version_info';
  const classic = await http.send({ path, body: rpcRequest({}), signal, readsOnly: true });
  const info = readVersion((classic.json as { result?: unknown } | undefined)?.result);
  if (!info) throw notOdoo(classic);
  return info;
}

/** `{version | server_version: "19.0", …}`; online editions say `saas~18.2`. */
function readVersion(answer: unknown): OdooServerInfo | undefined {
  const { version, server_version: serverVersion } = (answer ?? {}) as Record<string, unknown>;
  const text = typeof version === 'string' ? version : serverVersion;
  const major = typeof text === 'string' ? /(\d+)(?:\.\d+)?/.exec(text)?.[1] : undefined;
  return typeof text === 'string' && major !== undefined ? { version: text, major: Number(major) } : undefined;
}
