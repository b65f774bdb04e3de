import { SandboxClient, until } from '../fixtures/sandbox-client.js';
import type { FaultSettings } from '../faults/fault-settings.js';
import { startSandbox, type Sandbox } from '../sandbox.js';

let sandbox: Sandbox;
let client: SandboxClient;

beforeEach(async () => {
  sandbox = await startSandbox({ partners: 20 });
  client = new SandboxClient(sandbox);
  await client.login();
  sandbox.calls.clear();
});
afterEach(() => sandbox.close());

const create = { model: 'res.partner', method: 'create', args: [{ name: 'Made' }], kwargs: {} };
const ask = () => client.rpc('/web/dataset/call_kw', create);

const made = async (): Promise<unknown> => {
  sandbox.faults.clear();
  return (await client.call('res.partner', 'search_count', [[['name', '=', 'Made']]]))['result'];
};

test.each<[FaultSettings, number, RegExp, number]>([
  [{ answer: 'html' }, 200, /^<!DOCTYPE html>/, 0],
  [{ answer: 'http-502' }, 502, /502 Bad Gateway/, 0],
  [{ answer: 'invalid-json' }, 200, /^\{"jsonrpc":"2.0","id":7,"result":\d+,$/, 1],
  [{ answer: 'slow-body', slowBodyMs: 0 }, 200, /^\{"jsonrpc":"2.0","id":7,"result":\d+\}$/, 1],
  [{ padBytes: 100_000 }, 200, /^\{"jsonrpc":"2.0","id":7,"result":\d+\} {100000}$/, 1],
  [{ latencyMs: 1 }, 200, /^\{"jsonrpc":"2.0","id":7,"result":\d+\}$/, 1],
])('%j', async (settings, status, text, done) => {
  sandbox.faults.set(settings);
  const answer = await ask();
  expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(text)]);
  expect(await made()).toBe(done);
});

test.each<[FaultSettings, number]>([
  [{ answer: 'reset' }, 0],
  [{ answer: 'reset-after-work' }, 1],
  [{ answer: 'truncated-json' }, 1],
])('%j breaks the connection', async (settings, done) => {
  sandbox.faults.set(settings);
  await expect(ask()).rejects.toThrow(/fetch failed|terminated/);
  expect(await made()).toBe(done);
});

test.each<[FaultSettings, number]>([
  [{ answer: 'black-hole' }, 0],
  [{ answer: 'black-hole-after-work' }, 1],
  [{ latencyMs: 2 ** 30 }, 0],
])('%j lasts until the client gives up', async (settings, done) => {
  sandbox.faults.set(settings);
  const giveUp = new AbortController();
  const answer = client.send('/web/dataset/call_kw', {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: client.cookie },
    body: JSON.stringify({ params: create }),
    signal: giveUp.signal,
  });
  await until(() => sandbox.calls.counts.running === 1);
  giveUp.abort();
  await expect(answer).rejects.toThrow('aborted');
  await until(() => sandbox.calls.counts.clientClosed === 1);
  expect(sandbox.calls.list).toEqual([
    {
      number: expect.any(Number),
      path: '/web/dataset/call_kw',
      model: 'res.partner',
      method: 'create',
      state: 'client-closed',
    },
  ]);
  expect(await made()).toBe(done);
});

test('a black hole ends when the sandbox closes', async () => {
  sandbox.faults.set({ answer: 'black-hole' });
  const outcome = ask().catch((error: unknown) => String(error));
  await until(() => sandbox.calls.counts.running === 1);
  await sandbox.close();
  expect(await outcome).toBe('TypeError: fetch failed');
});

test('the log tells calls by path, model and method, with what became of them', async () => {
  await ask();
  await client.call('res.partner', 'search_count', [[]]);
  await client.send('/nowhere', {});
  await until(() => sandbox.calls.counts.running === 0);
  expect(sandbox.calls.list).toMatchObject([
    { model: 'res.partner', method: 'create', state: 'answered', status: 200 },
    { path: '/web/dataset/call_kw/res.partner.search_count', method: 'search_count' },
    { path: '/nowhere', state: 'answered', status: 404 },
  ]);
  expect(sandbox.calls.counts).toEqual({
    total: 3,
    clientClosed: 0,
    running: 0,
    byMethod: { 'res.partner.create': 1, 'res.partner.search_count': 1, '/nowhere': 1 },
  });
  expect(sandbox.calls.count({ model: 'res.partner' })).toBe(2);
  expect(sandbox.calls.count({ method: 'create', status: 404 })).toBe(0);
});
