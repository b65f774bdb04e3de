import type { OdooConfig } from '#libs/config';
import { OdooUnavailable } from '#libs/contracts';
import type { OdooHttp } from '../odoo-http.js';
import { Json2Transport } from './json2.transport.js';
import { JsonRpcTransport } from './jsonrpc.transport.js';
import type { LoginPause } from './login-pause.js';
import { SessionTransport } from './session.transport.js';
import type { OdooTransport, TransportKind } from './transport.js';

const JSON2_SINCE = 19;

const TRANSPORTS = { session: SessionTransport, json2: Json2Transport, jsonrpc: JsonRpcTransport };

/**
 * The transport that was configured, or the fastest that the credentials and the version allow: the session with a
 * password (an API key costs Odoo some 10 ms of CPU at every call), JSON-2 with a key from 19 on, else JSON-RPC.
 * @throws OdooUnavailable for JSON-2 with an Odoo that has none.
 */
export function chooseTransport(http: OdooHttp, config: OdooConfig, major: number, pause: LoginPause): OdooTransport {
  const kind = config.transport === 'auto' ? fastest(config, major) : config.transport;
  if (kind === 'json2' && major < JSON2_SINCE) {
    throw new OdooUnavailable(`Odoo ${major} has no JSON-2.`, {
      hint: 'Set ODOO_TRANSPORT=auto.',
      retryable: false,
    });
  }
  return new TRANSPORTS[kind](http, config, pause);
}

function fastest(config: OdooConfig, major: number): TransportKind {
  if (config.password !== undefined) return 'session';
  return major >= JSON2_SINCE ? 'json2' : 'jsonrpc';
}
