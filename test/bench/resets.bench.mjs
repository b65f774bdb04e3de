// Creations whose answers are lost behind the gateway or before it: none is made twice, and none is taken for another.
import { execFileSync } from 'node:child_process';
import { root } from '../../apps/demo/steps.mjs';
import { odooSession } from './many-odoo.mjs';
import { spread } from './measure.mjs';
import { KEY, startGateway } from './programs.mjs';
import { lostBeforeGateway, lostBehindGateway, RESETS_SETTINGS } from './resets.mjs';
import { seededRandom } from './seeded-random.mjs';

const COUNT = 1000;

export const title = `${COUNT} creations in real Odoo 19 over connections that are reset when the request is through`;

export async function run() {
  await using open = new AsyncDisposableStack();
  const real = realOdoo();
  const session = open.adopt(await odooSession(real), (opened) => opened.close());
  const odoo = {
    url: real.url,
    searchRead: (model, domain, fields) => session.call(model, 'search_read', [domain, fields]),
    remove: async (model, domain) => {
      const ids = await session.call(model, 'search', [domain]);
      if (ids.length > 0) await session.call(model, 'unlink', [ids]);
    },
  };
  const start = async (url) => ({ ...(await startGateway(url, settingsOf(real))), key: KEY });

  const started = performance.now();
  const behind = await lostBehindGateway(COUNT, odoo, start);
  const between = performance.now();
  const before = await lostBeforeGateway(COUNT, odoo, start, seededRandom(1));
  const ended = performance.now();

  expect('behind the gateway', behind, { answered: COUNT, repeated: COUNT, sent: COUNT, there: COUNT, duplicates: 0 });
  expect('before the gateway', before, { answered: COUNT, there: COUNT, duplicates: 0 });
  return [
    ...Object.entries(behind).map(([what, value]) => spread(`behind it: ${what}`, [value])),
    spread('behind it: s in all', [(between - started) / 1000]),
    ...Object.entries(before).map(([what, value]) => spread(`before it: ${what}`, [value])),
    spread('before it: s in all', [(ended - between) / 1000]),
  ];
}

function expect(where, found, wanted) {
  for (const [what, value] of Object.entries(wanted)) {
    if (found[what] !== value) throw new Error(`Lost ${where}: ${what} is ${found[what]}, not ${value}.`);
  }
}

function realOdoo() {
  const script = (...args) => execFileSync('bash', ['test/odoo/odoo.sh', ...args, '--version', '19'], { cwd: root });
  script('up');
  return JSON.parse(script('info'));
}

function settingsOf({ database, login, password }) {
  return { ODOO_DATABASE: database, ODOO_USERNAME: login, ODOO_PASSWORD: password, ...RESETS_SETTINGS };
}
