// 100,000 rows of a real Odoo 19 through every streaming door, against one direct search_read of all of them and against
// paging by offset. `many` is a copy of the tests' database with as many partners more.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { Agent, request } from 'undici';
import { WebSocket } from 'ws';
import { root } from '../../apps/demo/steps.mjs';
import { interleaved } from './measure.mjs';
import { KEY, startGateway } from './programs.mjs';

const ROUNDS = 5;
const FIELDS = ['id', 'name', 'email'];
const PAGE = 1000;
const CREDIT = 32;

export const title = 'Streaming 100,000 partners of real Odoo 19, ms; ratios to one direct search_read';

export async function run() {
  execFileSync('bash', ['test/odoo/odoo.sh', 'up', '--version', '19'], { cwd: root, stdio: 'inherit' });
  const many = JSON.parse(execFileSync('bash', ['test/odoo/odoo.sh', 'many'], { cwd: root, encoding: 'utf8' }));
  const gateway = await startGateway(many.url, {
    ODOO_DATABASE: many.database,
    ODOO_USERNAME: many.login,
    ODOO_PASSWORD: many.password,
    ODOO_TIMEOUT_MS: '60000',
  });
  const odoo = await directOdoo(many);
  const total = await odoo.call('search_count', [[]]);
  const counted = async (stream) => {
    const { rows, ms } = await stream();
    if (rows !== total) throw new Error(`${rows} rows of ${total} came.`);
    return ms;
  };
  const doors = {
    SSE: () => sse(gateway.url),
    NDJSON: () => ndjson(gateway.url),
    WebSocket: () => socket(gateway.url),
  };
  const before = rssOf(gateway.pid);
  let most = before;
  const streamed = Object.entries(doors).map(([name, stream]) => ({
    name,
    measure: () =>
      counted(async () => {
        const found = await stream();
        most = Math.max(most, rssOf(gateway.pid));
        return found;
      }),
  }));
  for (const { measure } of streamed) await measure();
  const rows = await interleaved(
    [
      { name: 'one direct search_read', measure: () => counted(() => odoo.all()) },
      { name: `direct, by offset, pages of ${PAGE}`, measure: () => counted(() => odoo.byOffset(total)) },
      ...streamed,
      { name: 'direct: ids and one page', measure: async () => (await odoo.idsAndPage()).ms },
      { name: 'first chunk by SSE', measure: async () => (await sse(gateway.url, { first: true })).ms },
    ],
    ROUNDS,
  );
  await odoo.close();
  await gateway.stop();
  const [baseline] = rows;
  const mebibytes = (most - before) / 2 ** 20;
  return [
    ...rows.map((row) => Object.assign(row, { ratio: row.median / baseline.median })),
    { name: 'RSS growth of the gateway, MiB', median: mebibytes, least: mebibytes, most: mebibytes },
  ];
}

/** Odoo's own web session, with nothing in between. */
async function directOdoo({ url, database, login, password }) {
  const dispatcher = new Agent();
  const post = async (path, params, cookie) => {
    const headers = { 'content-type': 'application/json', ...(cookie && { cookie }) };
    const body = JSON.stringify({ jsonrpc: '2.0', params });
    const answer = await request(url + path, { method: 'POST', dispatcher, headers, body, headersTimeout: 120_000 });
    return { headers: answer.headers, json: await answer.body.json() };
  };
  const opened = await post('/web/session/authenticate', { db: database, login, password });
  const [cookie] = [opened.headers['set-cookie']].flat().join(';').split(';');
  const call = async (method, args, kwargs = {}) => {
    const params = { model: 'res.partner', method, args, kwargs };
    return (await post(`/web/dataset/call_kw/res.partner.${method}`, params, cookie)).json.result;
  };
  const timed = async (work) => {
    const from = performance.now();
    const rows = await work();
    return { rows, ms: performance.now() - from };
  };
  return {
    call,
    all: () => timed(async () => (await call('search_read', [[]], { fields: FIELDS, order: 'id' })).length),
    byOffset: (total) =>
      timed(async () => {
        let rows = 0;
        for (let offset = 0; offset < total; offset += PAGE) {
          rows += (await call('search_read', [[]], { fields: FIELDS, order: 'id', limit: PAGE, offset })).length;
        }
        return rows;
      }),
    idsAndPage: () =>
      timed(async () => {
        const ids = await call('search', [[]], { order: 'id' });
        return (await call('read', [ids.slice(0, PAGE)], { fields: FIELDS })).length;
      }),
    close: () => dispatcher.close(),
  };
}

const CALL = { method: 'odoo_search', params: { model: 'res.partner', fields: FIELDS, order: 'id' } };

function open(url, accept) {
  return request(`${url}/mcp/stream/tools/call`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}`, accept },
    body: JSON.stringify(CALL),
  });
}

/** Lines of a body as they come; reads no further than it is asked to. */
async function* linesOf(body) {
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop();
    yield* lines;
  }
}

async function sse(url, { first = false } = {}) {
  const from = performance.now();
  const { body } = await open(url, 'text/event-stream');
  let rows = 0;
  for await (const line of linesOf(body)) {
    if (!line.startsWith('data: {"type":"chunk"')) continue;
    if (first) break;
    rows += JSON.parse(line.slice('data: '.length)).data.length;
  }
  return { rows, ms: performance.now() - from };
}

async function ndjson(url) {
  const from = performance.now();
  const { body } = await open(url, 'application/x-ndjson');
  let rows = 0;
  for await (const line of linesOf(body)) {
    if (line === '') continue;
    if (JSON.parse(line).id > 0) rows += 1;
  }
  return { rows, ms: performance.now() - from };
}

async function socket(url) {
  const from = performance.now();
  const headers = { authorization: `Bearer ${KEY}` };
  const client = new WebSocket(`${url.replace('http', 'ws')}/mcp/ws`, 'mcp', { headers });
  await once(client, 'open');
  const send = (message) => client.send(JSON.stringify(message));
  let rows = 0;
  const ended = new Promise((resolve, reject) => {
    client.once('close', (code, reason) => reject(new Error(`The socket was closed: ${code} ${reason.toString()}`)));
    client.on('message', (data) => {
      const { id, method, params, error } = JSON.parse(Buffer.from(data).toString());
      if (error) reject(new Error(JSON.stringify(error)));
      else if (id === 1) resolve();
      else if (method === 'stream/chunk') {
        rows += params.data.length;
        send({ method: 'stream/credit', params: { id: 1, credit: 1 } });
      }
    });
  });
  send({ method: 'tools/stream', params: { name: CALL.method, arguments: CALL.params, credit: CREDIT }, id: 1 });
  await ended;
  client.close();
  return { rows, ms: performance.now() - from };
}

function rssOf(pid) {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
  return pages * 4096;
}
