import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { EventStream } from '../fixtures/event-stream.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { exampleAnswers, exampleRequests, type OpenApi, problemsOf } from '../fixtures/open-api-examples.js';

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
      const isJson = answer.headers.get('content-type')?.startsWith('application/json');
      if (isJson) failed.push(...problemsOf(document, route, answer.status, JSON.parse(text)));
    }
    expect(failed).toEqual([]);
  });

  it('are answered as the document shows', () => {
    const shown = exampleAnswers(document).filter(({ example }) => example !== undefined);
    // Reports and live changes are no JSON, and streams choose.
    expect(new Set(shown.map(({ status }) => status))).toEqual(new Set(['200', '201', 'default']));
    expect(shown.flatMap(({ route, status, example }) => problemsOf(document, route, Number(status), example))).toEqual(
      [],
    );
  });

  it.each([
    ['GET /odoo/models/{model}/records', '/odoo/models/res.users/records?fields=password', {}],
    [
      'POST /mcp/tools/call',
      '/mcp/tools/call',
      { method: 'POST', body: '{"method":"odoo_nothing","params":{},"id":7}' },
    ],
  ])('are refused as the document says: %s', async (route, path, how) => {
    const sent = { ...headers, ...('body' in how && { 'content-type': 'application/json' }) };
    const answer = await fetch(gateway.url + path, { ...how, headers: sent });
    expect(answer.ok).toBe(false);
    expect(problemsOf(document, route, answer.status, await answer.json())).toEqual([]);
  });

  it('work where an answer has no end', async () => {
    const { path } = exampleRequests(document).find(({ route }) => route === ENDLESS) ?? { path: '' };
    const stream = await EventStream.open(gateway.url + path);
    expect(await stream.nextBlock()).toMatchObject({ data: { type: 'ready' } });
    stream.close();
  });
});
