import type { Browser } from 'playwright-core';
import { launchBrowser, LOOKS, WatchedPage } from '../fixtures/browser.js';
import { type GatewayProcess, startGatewayProcess } from '../fixtures/gateway-process.js';
import { exampleRequests, type OpenApi } from '../fixtures/open-api-examples.js';
import { realOdoo, realOdooSettings } from '../fixtures/real-odoo.js';

const KEY = 'a-key-for-the-page-of-routes';
/** A whole page is looked at again and again. */
const LONG_MS = 120_000;
const WIDE = LOOKS['light-wide'] as (typeof LOOKS)[string];

describe('the page of routes', () => {
  let gateway: GatewayProcess;
  let browser: Browser;

  beforeAll(async () => {
    gateway = await startGatewayProcess({ ...realOdooSettings(realOdoo(19)), API_KEY: KEY, MCP_MODE: 'readonly' });
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await gateway.stop();
  });

  async function connected(look = WIDE): Promise<WatchedPage> {
    const watched = await WatchedPage.open(browser, gateway.url, look);
    await watched.connect('/docs', KEY);
    await watched.page.getByText('/mcp/mode', { exact: true }).last().waitFor();
    return watched;
  }

  /** Opens a route and sends its example. @returns the element of the route. */
  async function send({ page }: WatchedPage, route: string) {
    const [method = '', path = ''] = route.split(' ');
    const operation = page
      .locator('details', { has: page.getByText(path, { exact: true }) })
      .filter({ hasText: method });
    await operation.locator('.verb').click();
    await operation.getByRole('button', { name: /^Send/ }).click();
    return operation;
  }

  it('shows every route that the document has', async () => {
    const watched = await connected();
    const answer = await fetch(`${gateway.url}/openapi.json`, { headers: { 'x-api-key': KEY } });
    const document = (await answer.json()) as OpenApi;
    const routes = [
      ...new Set(exampleRequests(document).map(({ method, route }) => `${method} ${route.split(' ')[1]}`)),
    ];
    const shown = await watched.page.locator('.operation > summary').evaluateAll((summaries) =>
      summaries.map((summary) =>
        Array.from(summary.children, ({ textContent }) => textContent)
          .slice(0, 2)
          .join(' '),
      ),
    );
    expect(shown.sort()).toEqual(routes.sort());
    await watched.close();
  });

  it.each([
    ['POST /mcp/tools/call', /"count": 2/],
    ['GET /odoo/models/{model}/records', /"records": \[/],
    ['GET /odoo/models/{model}/aggregate', /"groups": \[/],
    ['POST /mcp/stream/tools/call', /"type":"end"/],
    ['GET /odoo/models/{model}/changes', /"type":"ready"/],
  ])('tries %s', async (route, expected) => {
    const watched = await connected();
    const operation = await send(watched, route);
    const body = operation.getByRole('region', { name: 'Body of the answer' });
    await body.filter({ hasText: expected }).waitFor();
    expect(await operation.getByText('curl -s -X').textContent()).not.toContain(KEY);
    expect(watched.problems).toEqual([]);
    await watched.close();
  });

  it('saves a file that it does not show', async () => {
    const watched = await connected();
    const operation = await send(watched, 'GET /odoo/reports/{name}/{file}');
    const kept = watched.page.waitForEvent('download');
    await operation.getByRole('button', { name: /^Save 1\.pdf/ }).click();
    expect((await kept).suggestedFilename()).toBe('1.pdf');
    expect(watched.problems).toEqual([]);
    await watched.close();
  });

  it('names no record that would be changed, and shows the refusal of readonly', async () => {
    const watched = await connected();
    const operation = await send(watched, 'DELETE /odoo/models/{model}/records/{id}');
    await operation.getByText('This is required.').waitFor();
    await operation.getByLabel(/^id\b/).fill('999999');
    await operation.getByRole('button', { name: /^Send/ }).click();
    expect(await operation.getByRole('alert').textContent()).toMatch(/This key is readonly.*MCP_MODE=readwrite/);
    expect(watched.problems).toEqual([]);
    await watched.close();
  });

  it.each(Object.keys(LOOKS))(
    'puts no barrier up: %s',
    async (name) => {
      const watched = await connected(LOOKS[name]);
      const found = [await watched.barriers()];
      const operation = await send(watched, 'POST /mcp/tools/call');
      await operation.getByRole('region', { name: 'Body of the answer' }).waitFor();
      found.push(await watched.barriers());
      expect(found.flat()).toEqual([]);
      expect(watched.problems).toEqual([]);
      await watched.close();
    },
    LONG_MS,
  );
});
