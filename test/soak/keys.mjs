// A gateway with a key for each source of load, so that they have turns of their own.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startGateway } from '../bench/programs.mjs';
import { DOORS } from './typed-doors.mjs';

/** @param odoo `{url, database, login, password}`; `keys`, the secrets. */
export async function startGatewayFor(odoo, keys, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'odoo-mcp-soak-'));
  const file = join(folder, 'access.json');
  const { url, database, login, password } = odoo;
  const entry = (key) => ({
    id: key,
    mode: 'readwrite',
    connection: 'main',
    secrets: [{ hash: `sha256:${createHash('sha256').update(key).digest('hex')}` }],
    rate: { requests: 1_000_000, window: 1 },
  });
  const connections = { main: { url, database, username: login, password: { env: 'SOAK_PASSWORD' } } };
  writeFileSync(file, JSON.stringify({ connections, keys: keys.map(entry) }));
  const settings = {
    ODOO_URL: '',
    ODOO_DATABASE: '',
    ODOO_USERNAME: '',
    ODOO_PASSWORD: '',
    API_KEY: '',
    MCP_MODE: 'readwrite',
    SOAK_PASSWORD: password,
    ACCESS_FILE: file,
  };
  const gateway = await startGateway(url, { ...settings, ...env });
  const stop = async () => {
    await gateway.stop();
    rmSync(folder, { recursive: true });
  };
  return { ...gateway, stop };
}

export const sandboxOdoo = ({ url }) => ({ url, database: 'demo', login: 'admin', password: 'admin' });

/** Waits for a call that is served. The first ones log in, which on a busy machine takes longer than one call may. */
export async function untilServed(url, key) {
  const door = DOORS.REST(url, { key });
  let code;
  for (let tried = 0; tried < 20 && code !== 'ok'; tried += 1) {
    code = await door.call('odoo_search', { model: 'res.partner', fields: ['name'], limit: 1 });
    if (code !== 'ok') await sleep(500);
  }
  await door.close();
  if (code !== 'ok') throw new Error(`Nothing is served: ${code}.`);
}
