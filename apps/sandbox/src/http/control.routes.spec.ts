import { SandboxClient } from '../fixtures/sandbox-client.js';
import { startSandbox, type Sandbox } from '../sandbox.js';

let sandbox: Sandbox;
let client: SandboxClient;

beforeAll(async () => {
  sandbox = await startSandbox({ partners: 20 });
  client = new SandboxClient(sandbox);
});
afterAll(() => sandbox.close());

test('faults over HTTP: set, seen, used up, cleared', async () => {
  const set = await client.post('/sandbox/faults', { answer: 'http-502', times: 1, match: { method: 'login' } });
  expect([set.status, JSON.parse(set.text)]).toEqual([
    200,
    [{ answer: 'http-502', times: 1, match: { method: 'login' } }],
  ]);
  const login = { service: 'common', method: 'login', args: ['demo', 'admin', 'admin'] };
  expect((await client.rpc('/jsonrpc', login)).status).toBe(502);
  expect((await client.rpc('/jsonrpc', login)).status).toBe(200);
  expect(JSON.parse((await client.send('/sandbox/faults', {})).text)).toMatchObject([{ times: 0 }]);
  await client.send('/sandbox/faults', { method: 'DELETE' });
  expect(sandbox.faults.current).toEqual([]);
});

test('several at once, each on its own calls', async () => {
  await client.post('/sandbox/faults', [{ answer: 'html', match: { path: '/web' } }, { answer: 'http-502' }]);
  expect((await client.rpc('/web/webclient/version_info', {})).text).toMatch(/^<!DOCTYPE html>/);
  expect((await client.rpc('/jsonrpc', { service: 'common', method: 'version', args: [] })).status).toBe(502);
  sandbox.faults.clear();
});

test.each([
  [{ answr: 'html' }, /^unknown setting "answr"; known: latencyMs/],
  [{ answer: 'nonsense' }, /^bad value for "answer"$/],
  [{ latencyMs: -1 }, /^bad value for "latencyMs"$/],
  [{ match: { modl: 'x' } }, /^bad value for "match"$/],
  ['html', /^expected a JSON object$/],
])('%j is refused and changes nothing', async (settings, problem) => {
  const answer = await client.post('/sandbox/faults', settings);
  expect([answer.status, JSON.parse(answer.text)]).toEqual([400, { error: expect.stringMatching(problem) }]);
  expect(sandbox.faults.current).toEqual([]);
});

test('counters over HTTP', async () => {
  await client.send('/sandbox/calls', { method: 'DELETE' });
  await client.rpc('/jsonrpc', { service: 'common', method: 'version', args: [] });
  expect(JSON.parse((await client.send('/sandbox/calls', {})).text)).toMatchObject({
    total: 1,
    byMethod: { version: 1 },
    latest: [{ path: '/jsonrpc', method: 'version', status: 200 }],
  });
});
