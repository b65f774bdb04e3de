// A key that is rotated and revoked while it is used at two gateways that share an access file.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { root } from '../../apps/demo/steps.mjs';
import { spread } from './measure.mjs';
import { startGateway, startSandbox } from './programs.mjs';

const CALLS_PER_SECOND = 200;
const PHASE_MS = 10_000;
const HOLDS_MS = 5000;
const ID = 'dashboards';

export const title = `${CALLS_PER_SECOND} calls/s at two gateways while their key is rotated, and the old secret revoked`;

export async function run() {
  await using open = new AsyncDisposableStack();
  const sandbox = open.adopt(await startSandbox(), (program) => program.stop());
  const file = open.adopt(join(mkdtempSync(join(tmpdir(), 'rotation-')), 'access.yaml'), (path) =>
    rmSync(join(path, '..'), { recursive: true }),
  );
  writeFileSync(file, 'keys: []\n');
  const old = keyTool(file, 'new', ID);
  const settings = { API_KEY: '', ACCESS_FILE: file, RATE_LIMIT_REFUSALS: '1000000' };
  const gateways = await Promise.all([1, 2].map(() => startGateway(sandbox.url, settings)));
  for (const gateway of gateways) open.defer(() => gateway.stop());
  const load = new Load(gateways.map(({ url }) => url));
  open.defer(() => load.close());

  const before = await load.during(PHASE_MS, [old]);
  const fresh = keyTool(file, 'rotate', ID, '--grace', '1h');
  await load.untilAll(fresh, 200);
  const both = await load.during(PHASE_MS, [old, fresh]);
  keyTool(file, 'revoke', ID, '--secret', '1');
  const revoked = performance.now();
  const [held, fine] = await Promise.all([load.untilAll(old, 401), load.during(PHASE_MS, [fresh])]);
  const after = await load.during(PHASE_MS / 2, [old, fresh]);

  const refused =
    before.get(old).bad + both.get(old).bad + both.get(fresh).bad + fine.get(fresh).bad + after.get(fresh).bad;
  if (refused > 0) throw new Error(`${refused} calls with a valid key were refused.`);
  if (after.get(old).good > 0) throw new Error(`${after.get(old).good} calls with a revoked secret were answered.`);
  if (held - revoked > HOLDS_MS) throw new Error(`The revocation held after ${held - revoked} ms only.`);
  const calls = [before, both, fine, after].flatMap((told) => Array.from(told.values()));
  return [
    spread('calls', [calls.reduce((sum, { good, bad }) => sum + good + bad, 0)]),
    spread('calls a second', [both.get(old).perSecond + both.get(fresh).perSecond]),
    spread('valid key, and refused', [refused]),
    spread('ms until revoked at both', [held - revoked]),
    spread('revoked secret, and answered', [after.get(old).good]),
  ];
}

/** @returns the secret that it shows. */
function keyTool(file, ...args) {
  const program = join(root, 'dist/apps/keys/src/main.js');
  const said = execFileSync(process.execPath, [program, ...args, '--file', file], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return /odoo_[\w-]+/.exec(said)?.[0];
}

class Load {
  agent = new Agent({ connections: 50 });
  next = 0;

  constructor(urls) {
    this.urls = urls;
  }

  /** Calls at a steady rate, the secrets and gateways in turn. @returns by secret how many were answered and refused. */
  async during(ms, secrets) {
    const told = new Map(secrets.map((secret) => [secret, { good: 0, bad: 0, perSecond: 0 }]));
    const from = performance.now();
    const calls = [];
    for (let made = 0; performance.now() - from < ms; made += 1) {
      const secret = secrets[made % secrets.length];
      calls.push(this.status(secret).then((status) => (told.get(secret)[status === 200 ? 'good' : 'bad'] += 1)));
      await sleep(Math.max(0, from + ((made + 1) * 1000) / CALLS_PER_SECOND - performance.now()));
    }
    await Promise.all(calls);
    const seconds = (performance.now() - from) / 1000;
    for (const counts of told.values()) counts.perSecond = (counts.good + counts.bad) / seconds;
    return told;
  }

  /** @returns when every gateway has answered so. */
  async untilAll(secret, wanted) {
    for (const url of this.urls) while ((await this.status(secret, url)) !== wanted) await sleep(20);
    return performance.now();
  }

  async status(secret, url = this.urls[this.next++ % this.urls.length]) {
    const { statusCode, body } = await request(`${url}/odoo/models/res.partner/records?limit=1`, {
      dispatcher: this.agent,
      headers: { authorization: `Bearer ${secret}` },
    });
    await body.dump();
    return statusCode;
  }

  close() {
    return this.agent.close();
  }
}
