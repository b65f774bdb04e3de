import { type RunningGateway, startGateway, TEST_KEY } from '../fixtures/gateway.js';

interface Operation {
  readonly parameters?: ReadonlyArray<{ readonly name: string }>;
}

describe('GET /openapi.json', () => {
  let gateway: RunningGateway;

  beforeAll(async () => {
    gateway = await startGateway({
      ODOO_URL: 'http://127.0.0.1:9',
      ODOO_DATABASE: 'demo',
      ODOO_USERNAME: 'admin',
      ODOO_PASSWORD: 'admin',
      MCP_SERVER_NAME: 'our-odoo',
      MCP_SERVER_VERSION: '4.5.6',
    });
  });

  afterAll(() => gateway.close());

  it('needs a key', async () => {
    expect((await fetch(`${gateway.url}/openapi.json`)).status).toBe(401);
  });

  it('is the same for two that are the first to ask, at the same time', async () => {
    const ask = async () => {
      const answer = await fetch(`${gateway.url}/openapi.json`, { headers: { authorization: `Bearer ${TEST_KEY}` } });
      return [answer.status, await answer.text()];
    };
    const [first, second] = await Promise.all([ask(), ask()]);
    expect([first?.[0], second]).toEqual([200, first]);
  });

  it('describes every route of REST, and needs no Odoo for it', async () => {
    const answer = await fetch(`${gateway.url}/openapi.json`, { headers: { authorization: `Bearer ${TEST_KEY}` } });
    const document = (await answer.json()) as { paths: Record<string, object> };
    expect([answer.status, document]).toMatchObject([
      200,
      {
        openapi: expect.stringMatching(/^3\./) as string,
        info: { title: 'our-odoo', version: '4.5.6' },
        components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
      },
    ]);
    const routes = Object.entries(document.paths).flatMap(([path, verbs]) =>
      Object.keys(verbs).map((verb) => `${verb.toUpperCase()} ${path}`),
    );
    expect(routes.sort()).toMatchSnapshot();
  });

  it('tells of the header with which a call can be repeated, where a call may change something', async () => {
    const answer = await fetch(`${gateway.url}/openapi.json`, { headers: { authorization: `Bearer ${TEST_KEY}` } });
    const { paths } = (await answer.json()) as { paths: Record<string, Record<string, Operation>> };
    const keyed = Object.entries(paths).flatMap(([path, verbs]) =>
      Object.entries(verbs)
        .filter(([, { parameters = [] }]) => parameters.some(({ name }) => name === 'idempotency-key'))
        .map(([verb]) => `${verb.toUpperCase()} ${path}`),
    );
    expect(keyed.sort()).toEqual([
      'DELETE /odoo/models/{model}/records/{id}',
      'PATCH /odoo/models/{model}/records/{id}',
      'POST /mcp/stream/tools/call',
      'POST /mcp/tools/call',
      'POST /odoo/models/{model}/records',
      'POST /odoo/query',
    ]);
  });
});
