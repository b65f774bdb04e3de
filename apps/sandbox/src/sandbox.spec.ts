import { SandboxClient } from './fixtures/sandbox-client.js';
import { startSandbox } from './sandbox.js';

test('starts with its users, its database and as many partners as asked', async () => {
  const sandbox = await startSandbox({ version: 14, partners: 1_000 });
  expect(sandbox).toMatchObject({
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    version: 14,
    database: 'demo',
    users: { admin: { login: 'admin', password: 'admin', apiKey: 'sandbox-admin-key' } },
  });
  const client = new SandboxClient(sandbox);
  await client.login();
  expect(await client.call('res.partner', 'search_count', [[]])).toMatchObject({ result: 1_000 });
  await sandbox.close();
  await expect(client.login()).rejects.toThrow('fetch failed');
});

test('has as many sample models as asked, with records and in the list of models', async () => {
  const sandbox = await startSandbox({ partners: 20, sampleModels: 3 });
  const client = new SandboxClient(sandbox);
  await client.login();
  const samples = [['model', '=like', 'sample.%']];
  expect(await client.call('ir.model', 'search_count', [samples])).toMatchObject({ result: 3 });
  expect(await client.call('sample.model.3', 'search_read', [[['id', '>', 19]], ['name']])).toMatchObject({
    result: [{ id: 20, name: 'Sample 20' }],
  });
  await sandbox.close();
});

test('two at once know nothing of each other', async () => {
  const [one, two] = await Promise.all([startSandbox({ partners: 20 }), startSandbox({ partners: 20 })]);
  const client = new SandboxClient(one);
  await client.login();
  await client.call('res.partner', 'create', [{ name: 'Only here' }]);
  const other = new SandboxClient(two);
  other.cookie = client.cookie;
  expect(await other.call('res.partner', 'search', [[]])).toMatchObject({ error: { code: 100 } });
  await other.login();
  expect(await other.call('res.partner', 'search_count', [[]])).toMatchObject({ result: 20 });
  await Promise.all([one.close(), two.close()]);
});

test('a port that is taken is an error that says so', async () => {
  const sandbox = await startSandbox({ partners: 20 });
  const port = Number(new URL(sandbox.url).port);
  await expect(startSandbox({ port, partners: 20 })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await sandbox.close();
});

test('time comes from the clock that it was given', async () => {
  const sandbox = await startSandbox({ partners: 20, clock: { now: () => Date.UTC(2031, 0, 2, 3, 4, 5) } });
  const client = new SandboxClient(sandbox);
  await client.login();
  const { result } = await client.call('res.partner', 'create', [[{ name: 'x' }]]);
  expect(await client.call('res.partner', 'read', [result ?? [], ['create_date']])).toMatchObject({
    result: [{ create_date: '2031-01-02 03:04:05' }],
  });
  await sandbox.close();
});
