// The least that a gateway can do, for comparison: one Fastify route, a key compared, one call passed on, no policy.
import Fastify from 'fastify';
import { Pool } from 'undici';

const { ODOO_URL, ODOO_DATABASE, ODOO_USERNAME, ODOO_PASSWORD } = process.env;
const pool = new Pool(ODOO_URL, { connections: 16 });

async function post(path, body, headers = {}) {
  const answer = await pool.request({
    path,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { headers: answer.headers, json: await answer.body.json() };
}

const params = { db: ODOO_DATABASE, login: ODOO_USERNAME, password: ODOO_PASSWORD };
const login = await post('/web/session/authenticate', { jsonrpc: '2.0', params });
const [cookie] = [login.headers['set-cookie']].flat()[0].split(';');

const app = Fastify();
app.post('/search', async ({ headers, body }, reply) => {
  if (headers.authorization !== 'Bearer a-key-for-benchmarks') return reply.code(401).send();
  const { model, domain = [], ...kwargs } = body.params;
  const call = { model, method: 'search_read', args: [domain], kwargs };
  const { json } = await post(
    `/web/dataset/call_kw/${model}.search_read`,
    { jsonrpc: '2.0', params: call },
    { cookie },
  );
  return { result: { model, count: json.result.length, records: json.result }, id: body.id };
});
process.on('SIGTERM', () => void app.close().then(() => pool.close()));
console.log(`listening ${await app.listen({ port: 0, host: '127.0.0.1' })}`);
