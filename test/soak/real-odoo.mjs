// The real Odoo 19 that tests and scenarios share: its settings, and records of one's own in it.
import { execFileSync } from 'node:child_process';
import { root } from '../../apps/demo/steps.mjs';
import { odooSession } from '../bench/many-odoo.mjs';

/** Starts it where it does not run. @returns `{url, database, login, password}` */
export function realOdoo() {
  const script = (...args) => execFileSync('bash', ['test/odoo/odoo.sh', ...args], { cwd: root, encoding: 'utf8' });
  script('up', '--version', '19');
  return JSON.parse(script('info', '--version', '19'));
}

export function settingsOf({ database, login, password }) {
  return { ODOO_DATABASE: database, ODOO_USERNAME: login, ODOO_PASSWORD: password };
}

/** Tags that a scenario makes by this `name`, which are gone again once it is closed. */
export async function ownTags(odoo) {
  const session = await odooSession(odoo);
  const name = `Soak ${process.pid}`;
  const close = async () => {
    const ids = await session.call('res.partner.category', 'search', [[['name', '=', name]]]);
    await session.call('res.partner.category', 'unlink', [ids]);
    await session.close();
  };
  return { name, close };
}
