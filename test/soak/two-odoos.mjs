// A key that has two Odoos to choose from.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEY } from '../bench/programs.mjs';

/** @returns the settings that a gateway needs, and the name of the second connection. */
export function twoOdoos(sandbox, real) {
  const folder = mkdtempSync(join(tmpdir(), 'odoo-mcp-soak-'));
  const ACCESS_FILE = join(folder, 'access.yaml');
  const hash = createHash('sha256').update(KEY).digest('hex');
  // JSON is YAML, too.
  const access = {
    connections: {
      sandbox: { url: sandbox.url, database: 'demo', username: 'admin', password: { env: 'SANDBOX_PASSWORD' } },
      real: { url: real.url, database: real.database, username: real.login, password: { env: 'REAL_PASSWORD' } },
    },
    keys: [
      {
        id: 'soak',
        secrets: [{ hash: `sha256:${hash}` }],
        connection: 'sandbox',
        connections: [{ connection: 'real' }],
      },
    ],
  };
  writeFileSync(ACCESS_FILE, JSON.stringify(access));
  return {
    settings: {
      ACCESS_FILE,
      SANDBOX_PASSWORD: 'admin',
      REAL_PASSWORD: real.password,
      API_KEY: '',
      ODOO_URL: '',
      ODOO_DATABASE: '',
      ODOO_USERNAME: '',
      ODOO_PASSWORD: '',
    },
    connection: 'real',
    remove: () => rmSync(folder, { recursive: true }),
  };
}
