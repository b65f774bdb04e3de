import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { EventStream } from '../fixtures/event-stream.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { exampleRequests, type OpenApi } from '../fixtures/open-api-examples.js';

/** The sandbox neither prints nor groups; these examples are run on a real Odoo with the page of routes. */
const NOT_IMITATED = new Set(['GET /odoo/models/{model}/aggregate', 'GET /odoo/reports/{name}/{file}']);
/** Has no end. */
const ENDLESS = 'GET /odoo/models/{model}/changes';

describe('the examples of /openapi.json', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let document: OpenApi;
  const headers = { authorization: `Bearer ${TEST_KEY}` };

  beforeAll(async () => {
    sandbox = await startSandbox();
    gateway = await startGateway({ ...sandboxSettings(sandbox), MCP_MODE: 'readwrite' });
    document = (await (await fetch(`${gateway.url}/openapi.json`, { headers })).json()) as OpenApi;
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  it('are there for every route', () => {
    const routes = Object.entries(document.paths).flatMap(([path, verbs]) =>
      Object.keys(verbs).map((verb) => `${verb.toUpperCase()} ${path}`),
    );
    expect([...new Set(exampleRequests(document).map(({ route }) => route))]).toEqual(routes);
  });

  it('work', async () => {
    const failed: unknown[] = [];
    for (const { route, method, path, body } of exampleRequests(document)) {
      if (NOT_IMITATED.has(route) || route === ENDLESS) continue;
      const answer = await fetch(gateway.url + path, {
        method,
        headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok || /"type":"error"/.test(text)) failed.push([route, answer.status, text]);
    }
    expect(failed).toEqual([]);
  });

  it('work where an answer has no end', async () => {
    const { path } = exampleRequests(document).find(({ route }) => route === ENDLESS) ?? { path: '' };
    const stream = await EventStream.open(gateway.url + path);
    expect(await stream.nextBlock()).toMatchObject({ data: { type: 'ready' } });
    stream.close();
  });
});
