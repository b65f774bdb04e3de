// Real Odoo 19 over a database with 100,000 partners more, and its own web session with nothing in between.
import { execFileSync } from 'node:child_process';
import { Agent, request } from 'undici';
import { root } from '../../apps/demo/steps.mjs';

/** @returns how to reach it: `{url, database, login, password}`. */
export function startMany() {
  execFileSync('bash', ['test/odoo/odoo.sh', 'up', '--version', '19'], { cwd: root, stdio: 'inherit' });
  return JSON.parse(execFileSync('bash', ['test/odoo/odoo.sh', 'many'], { cwd: root, encoding: 'utf8' }));
}

/** What a gateway needs to know of it. */
export function manySettings({ database, login, password }) {
  return {
    ODOO_DATABASE: database,
    ODOO_USERNAME: login,
    ODOO_PASSWORD: password,
    ODOO_TIMEOUT_MS: '60000',
    STATE_SECRET: 'a-secret-that-gateways-in-benchmarks-share',
  };
}

/** @returns `call(model, method, args, kwargs)`, which throws what Odoo refuses with, and `close`. */
export async function odooSession({ url, database, login, password }) {
  const dispatcher = new Agent();
  const post = async (path, params, cookie) => {
    const headers = { 'content-type': 'application/json', ...(cookie && { cookie }) };
    const body = JSON.stringify({ jsonrpc: '2.0', params });
    const answer = await request(url + path, { method: 'POST', dispatcher, headers, body });
    const { result, error } = await answer.body.json();
    if (error) throw new Error(`Odoo refuses: ${error.data?.message ?? error.message}`);
    return { headers: answer.headers, result };
  };
  const opened = await post('/web/session/authenticate', { db: database, login, password });
  const [cookie] = [opened.headers['set-cookie']].flat().join(';').split(';');
  const call = async (model, method, args, kwargs = {}) => {
    const params = { model, method, args, kwargs };
    return (await post(`/web/dataset/call_kw/${model}.${method}`, params, cookie)).result;
  };
  return { call, close: () => dispatcher.close() };
}
