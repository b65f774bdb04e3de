// A key that has two Odoos to choose from.
import { createHash } from 'node:crypto';
import { KEY } from '../bench/programs.mjs';
import { accessFile, sandboxConnection } from './access-file.mjs';

/** @returns what `accessFile` does, and the name of the second connection. */
export function twoOdoos(sandbox, { url, database, login, password }) {
  const hash = `sha256:${createHash('sha256').update(KEY).digest('hex')}`;
  const real = { url, database, username: login, password: { env: 'REAL_PASSWORD' } };
  const { settings, remove } = accessFile({
    connections: { sandbox: sandboxConnection(sandbox), real },
    keys: [{ id: 'soak', secrets: [{ hash }], connection: 'sandbox', connections: [{ connection: 'real' }] }],
  });
  return { settings: { ...settings, REAL_PASSWORD: password }, connection: 'real', remove };
}
