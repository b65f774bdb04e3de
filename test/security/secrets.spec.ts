import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { sandboxSettings } from '../fixtures/gateway.js';
import { startGatewayProcess } from '../fixtures/gateway-process.js';
import { refusedHandshake, SocketClient } from '../fixtures/socket-client.js';

/** Programs take their time to start where many are started. */
jest.setTimeout(30_000);

const CANARY = 'canary-4f1c9e';
const KEY = `${CANARY}-of-the-caller`;

/** Of tracebacks, SQL and file systems. */
const INNARDS = /Traceback|File \\?"|psycopg2|SELECT |\/usr\/|\/home\/|node_modules/;

describe('secrets and innards', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox();
  });

  afterAll(() => sandbox.close());

  it.each(['false', 'true'])('are in no answer and no log, DEBUG=%s', async (DEBUG) => {
    const gateway = await startGatewayProcess({
      ...sandboxSettings(sandbox),
      API_KEY: KEY,
      STATE_SECRET: `${CANARY}-that-signs-what-clients-carry`,
      ODOO_PASSWORD: `${CANARY}-of-odoo`,
      ODOO_LOGIN_PAUSE_SECONDS: '0',
      LOG_LEVEL: 'trace',
      ...(DEBUG === 'true' && { DEBUG }),
    });
    const answers: string[] = [];
    const send = async (path: string, body: unknown, key = KEY) => {
      const answer = await fetch(gateway.url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      answers.push(await answer.text());
    };
    await send('/mcp/tools/call', { method: 'odoo_search', params: { model: 'res.partner' } });
    await send('/mcp/tools/call', { method: 'odoo_search', params: { model: 'res.partner' } }, `${KEY}-wrong`);
    await send('/mcp', { jsonrpc: '2.0', id: 1, method: 'initialize', params: {} });
    const client = await SocketClient.connect(gateway.url, { protocols: ['mcp', `bearer.${KEY}`] });
    answers.push(JSON.stringify(client.headers));
    answers.push(JSON.stringify(await client.ask({ method: 'odoo_search', params: { model: 'res.partner' } })));
    client.send(Buffer.from(KEY));
    answers.push(JSON.stringify([await client.next(), await client.closed]));
    const refused = { protocols: ['mcp', `bearer.${KEY}-wrong`] };
    answers.push(JSON.stringify(await refusedHandshake(gateway.url, refused)));
    await gateway.stop();
    expect(answers.join('\n')).toContain('refused');
    expect(answers.join('\n')).not.toMatch(INNARDS);
    expect(`${answers.join('\n')}\n${gateway.output()}`).not.toContain(CANARY);
  });

  it.each([
    ['a field', { model: 'res.partner', fields: ['nowhere'] }],
    ['a model', { model: 'no.where' }],
    ['a domain', { model: 'res.partner', domain: [['id', 'child_of', { not: 'plain' }]] }],
    ['a value that Odoo chokes on', { model: 'res.partner', domain: [['id', 'in', 'abc']] }],
  ])("of Odoo's fault about %s are not passed on", async (_what, params) => {
    const gateway = await startGatewayProcess({ ...sandboxSettings(sandbox), API_KEY: KEY, LOG_LEVEL: 'trace' });
    const answer = await fetch(`${gateway.url}/mcp/tools/call`, {
      method: 'POST',
      headers: { 'x-api-key': KEY, 'content-type': 'application/json' },
      body: JSON.stringify({ method: 'odoo_search', params }),
    });
    const text = await answer.text();
    await gateway.stop();
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(text).not.toMatch(INNARDS);
    expect(gateway.output()).not.toMatch(INNARDS);
  });
});
