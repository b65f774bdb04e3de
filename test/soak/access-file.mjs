// Callers of a scenario, each with counts and rights of its own.
import { createHash } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The sandbox as a connection, in the form of the access file. */
export const sandboxConnection = ({ url }) => ({
  url,
  database: 'demo',
  username: 'admin',
  password: { env: 'SANDBOX_PASSWORD' },
});

/** A key whose secret is made of its name; see `secretOf`. @param expires as an ISO date with time. */
export function keyOf(id, { expires, ...more } = {}) {
  const hash = `sha256:${createHash('sha256').update(secretOf(id)).digest('hex')}`;
  return { id, secrets: [{ hash, ...(expires && { expires }) }], mode: 'readwrite', ...more };
}

export const secretOf = (id) => `the-secret-of-${id}-in-scenarios`;

/** @returns `settings` for a gateway; `replace`, as an operator would; `remove`. */
export function accessFile(access) {
  const folder = mkdtempSync(join(tmpdir(), 'odoo-mcp-soak-'));
  const ACCESS_FILE = join(folder, 'access.yaml');
  const replace = (next) => {
    // JSON is YAML, too. Whole at once: under another name first.
    writeFileSync(`${ACCESS_FILE}.new`, JSON.stringify(next));
    renameSync(`${ACCESS_FILE}.new`, ACCESS_FILE);
  };
  replace(access);
  // What a gateway of a scenario is given by itself stands in the file here.
  const none = { API_KEY: '', ODOO_URL: '', ODOO_DATABASE: '', ODOO_USERNAME: '', ODOO_PASSWORD: '' };
  return {
    settings: { ...none, ACCESS_FILE, SANDBOX_PASSWORD: 'admin' },
    replace,
    remove: () => rmSync(folder, { recursive: true }),
  };
}
