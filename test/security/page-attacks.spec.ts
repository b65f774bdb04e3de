import type { Browser, Page } from 'playwright-core';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { launchBrowser, LOOKS, WatchedPage } from '../fixtures/browser.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';

/** What runs where a page makes markup of it. */
const ATTACKS = [
  '<img src=x onerror="window.attacked = 1">',
  '<script>window.attacked = 1</script>',
  '"><svg onload="window.attacked = 1">',
  '<iframe srcdoc="<script>parent.attacked = 1</script>"></iframe>',
  "'; window.attacked = 1; //",
  '<a href="javascript:window.attacked = 1">here</a>',
];
const ALL = ATTACKS.join(' ');
const WIDE = LOOKS['light-wide'] as (typeof LOOKS)[string];

/** Whether anything ran, and the elements that none of the pages has. */
const HARM = `[
  window.attacked ?? null,
  document.querySelectorAll('iframe, script:not([src]), object, embed, style, [onerror], [onload], a[href^="javascript"]').length,
  document.querySelectorAll('img:not(.brand img), svg:not(.chart svg)').length,
]`;
const NONE = [[null, 0, 0], []];

describe('text that would be a program', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let browser: Browser;
  let watched: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    sandbox = await startSandbox();
    const settings = { MCP_MODE: 'readwrite', CHANGES_POLL_SECONDS: '1', RATE_LIMIT_REQUESTS: '10000' };
    gateway = await startGateway({ ...sandboxSettings(sandbox), ...settings });
    for (const name of ATTACKS) await create(name);
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await gateway.close();
    await sandbox.close();
  });

  beforeEach(async () => {
    watched = await WatchedPage.open(browser, gateway.url, WIDE);
    ({ page } = watched);
  });

  afterEach(() => watched.close());

  /** The policy would stop it too, and the browser would say so; it is never asked to. */
  const harmDone = async (): Promise<unknown> => [await page.evaluate(HARM), watched.problems];

  const create = (name: string) =>
    gateway.post('/mcp/tools/call', { name: 'odoo_create', arguments: { model: 'res.partner', values: { name } } });

  /** Answers a route of the gateway in its place. */
  const answer = (path: string, body: unknown, status = 200) =>
    page.route(`${gateway.url}${path}`, (route) =>
      route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(body) }),
    );

  async function run(tool: string): Promise<void> {
    await page.goto(`${gateway.url}/#/tools/${tool}`);
    await page.getByLabel('model required').fill('res.partner');
    await page.getByRole('button', { name: 'Run' }).click();
  }

  it('is text in the names of records', async () => {
    await watched.connect('/', TEST_KEY);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.goto(`${gateway.url}/#/tools/odoo_search`);
    await page.getByText(/^More arguments/).click();
    await page.getByLabel('order', { exact: true }).fill('id desc');
    await run('odoo_search');
    const cells = page.getByRole('region', { name: 'Rows of the result' });
    for (const name of ATTACKS) await cells.getByRole('cell', { name, exact: true }).first().waitFor();
    await page.getByRole('tab', { name: 'JSON' }).click();
    await page.getByRole('tabpanel').filter({ hasText: '<script>window.attacked' }).waitFor();
    expect(await harmDone()).toEqual(NONE);
  });

  it('is text in changes', async () => {
    await watched.connect('/', TEST_KEY);
    await page.getByRole('link', { name: 'Live changes' }).click();
    await page.getByRole('button', { name: 'Listen' }).click();
    await page.getByText('Listening', { exact: true }).waitFor();
    // As long as a page shows of a value.
    const name = ATTACKS.slice(0, 3).join(' ');
    await create(name);
    await page.getByRole('list', { name: 'Changes' }).getByText(name).waitFor();
    expect(await harmDone()).toEqual(NONE);
  });

  it('is text in what tools say of themselves', async () => {
    const schema = {
      type: 'object',
      properties: { [ALL]: { type: 'string', description: ALL, enum: [ALL] }, model: { type: 'string', default: ALL } },
      required: [ALL],
    };
    const tool = { name: 'odoo_evil', title: ALL, description: ALL, inputSchema: schema, annotations: {} };
    await answer('/mcp/tools/list', { tools: [tool, { ...tool, name: ALL }] });
    await answer('/mcp/initialize', {
      capabilities: { mode: { mode: ALL, description: ALL, allowed_permissions: [ALL], forbidden_permissions: [ALL] } },
    });
    await answer('/health', { state: ALL, version: ALL, service: ALL, uptime_seconds: 1, odoo: {}, audit: ALL });
    await answer('/odoo/models', { models: [{ model: ALL, name: ALL }] });
    await watched.connect('/', TEST_KEY);
    await page.getByText(ALL, { exact: true }).first().waitFor();
    await page.goto(`${gateway.url}/#/tools/odoo_evil`);
    await page.getByRole('heading', { name: ALL }).waitFor();
    await page.getByLabel(ALL).first().waitFor();
    expect(await harmDone()).toEqual(NONE);
  });

  it('is text in errors', async () => {
    await watched.connect('/', TEST_KEY);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    const error = { code: ALL, message: ALL, hint: ALL, layer: ALL, retryable: true };
    await answer('/mcp/tools/call', { error: { code: 1, message: ALL, data: error }, id: null }, 422);
    await run('odoo_count');
    await page.getByRole('alert').getByText(ALL, { exact: true }).first().waitFor();
    await page.unroute(`${gateway.url}/mcp/tools/call`);
    await page.route(`${gateway.url}/mcp/tools/call`, (route) =>
      route.fulfill({ status: 502, contentType: 'text/html', body: `<html>${ALL}</html>` }),
    );
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByRole('alert').getByText('The gateway answered 502.').waitFor();
    expect(await harmDone()).toEqual(NONE);
  });

  it.each(['%3Cimg%20src=x%20onerror=alert(1)%3E', 'tools/%E0%A4%A', 'constructor', '__proto__/x', 'tools/__proto__'])(
    'is nothing in the address: #/%s',
    async (address) => {
      await watched.connect(`/#/${address}`, TEST_KEY);
      await page.getByRole('navigation', { name: 'Parts of the console' }).waitFor();
      expect(await harmDone()).toEqual(NONE);
    },
  );

  it('is text in the document of routes', async () => {
    const operation = {
      summary: ALL,
      tags: [ALL],
      parameters: [{ name: ALL, in: 'query', description: ALL, required: true, schema: { example: ALL } }],
      responses: { 200: { description: ALL } },
    };
    await answer('/openapi.json', {
      info: { title: ALL, version: ALL, description: ALL },
      paths: { [`/${ALL}`]: { get: operation } },
    });
    await watched.connect('/docs', TEST_KEY);
    await page.getByRole('heading', { name: ALL }).waitFor();
    await page.locator('.verb').last().click();
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('alert').waitFor();
    expect(await harmDone()).toEqual(NONE);
  });
});
