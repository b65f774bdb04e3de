import type { Browser } from 'playwright-core';
import { launchBrowser, LOOKS, WatchedPage } from '../fixtures/browser.js';
import { type GatewayProcess, startGatewayProcess } from '../fixtures/gateway-process.js';
import { realOdoo, realOdooSettings } from '../fixtures/real-odoo.js';
import { DirectOdoo } from './direct-odoo.js';

const KEY = 'a-key-for-the-console-alone';
const NAME = 'Seen live in the console';
/** A whole page is looked at again and again. */
const LONG_MS = 120_000;
const WIDE = LOOKS['light-wide'] as (typeof LOOKS)[string];

describe('the console', () => {
  const odoo = realOdoo(19);
  const direct = new DirectOdoo(odoo, 'admin');
  const made = [['name', 'like', NAME]];
  let gateway: GatewayProcess;
  let browser: Browser;

  beforeAll(async () => {
    gateway = await startGatewayProcess({
      ...realOdooSettings(odoo),
      API_KEY: KEY,
      MCP_MODE: 'readonly',
      CHANGES_POLL_SECONDS: '1',
    });
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await gateway.stop();
    await direct.remove('res.partner', made);
  });

  async function connected(look = WIDE): Promise<WatchedPage> {
    const watched = await WatchedPage.open(browser, gateway.url, look);
    await watched.connect('/', KEY);
    await watched.page.getByRole('cell', { name: 'connected' }).waitFor();
    return watched;
  }

  async function search(watched: WatchedPage): Promise<void> {
    const { page } = watched;
    await page.getByRole('link', { name: 'Tools', exact: true }).click();
    await page.getByRole('link', { name: /^Search records/ }).click();
    await page.getByLabel('model required').fill('res.partner');
    await page.getByText(/^More arguments/).click();
    await page.getByLabel('fields', { exact: true }).fill('name, is_company');
    await page.getByLabel('limit', { exact: true }).fill('5');
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByRole('region', { name: 'Rows of the result' }).waitFor();
  }

  it('refuses a key that is not known, and says what to do', async () => {
    const watched = await WatchedPage.open(browser, gateway.url, WIDE);
    await watched.connect('/', 'a-key-that-nobody-knows');
    const alert = watched.page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(/The key is not known here.*What to do: Check it against API_KEY/);
    expect(watched.problems).toEqual([]);
    await watched.close();
  });

  it('shows what is connected, and what the mode allows', async () => {
    const watched = await connected();
    const { page } = watched;
    const row = page.getByRole('row', { name: /default connected/ });
    expect(await row.textContent()).toMatch(/19\.0 community/);
    expect(await page.getByRole('list', { name: 'Permissions' }).textContent()).toMatch(
      /read allowed.*execute allowed.*write not allowed.*delete not allowed/,
    );
    await page.getByText('Odoo: 1 reachable.').waitFor();
    await page.getByRole('img', { name: /Calls and their latency\. \d+ calls, 0 of them failed/ }).waitFor();
    expect(watched.problems).toEqual([]);
    await watched.close();
  });

  it('searches, and shows rows, their JSON, and the request without the key', async () => {
    const watched = await connected();
    const { page } = watched;
    await search(watched);
    const table = page.getByRole('region', { name: 'Rows of the result' });
    expect(await table.getByRole('columnheader').allTextContents()).toEqual(['id', 'name', 'is_company']);
    expect(await table.getByRole('row').count()).toBe(6);
    await page.getByRole('tab', { name: 'JSON' }).click();
    const result = JSON.parse((await page.getByRole('tabpanel').locator('code').textContent()) ?? '') as object;
    expect(result).toMatchObject({ model: 'res.partner', count: 5, has_more: true });
    await page.getByRole('tab', { name: 'Request' }).click();
    const command = (await page.getByRole('tabpanel').locator('code').textContent()) ?? '';
    expect([command.includes('odoo_search'), command.includes(KEY)]).toEqual([true, false]);
    await page.getByRole('button', { name: 'Next rows' }).click();
    await page.getByRole('region', { name: 'Rows of the result' }).waitFor();
    expect(await page.getByLabel('cursor', { exact: true }).inputValue()).not.toBe('');
    expect(watched.problems).toEqual([]);
    await watched.close();
  });

  it('shows a refusal with its hint', async () => {
    const watched = await connected();
    const { page } = watched;
    await page.goto(`${gateway.url}/#/tools/odoo_call`);
    await page.getByLabel('model required').fill('res.partner');
    await page.getByLabel('method required').fill('create');
    await page.getByText(/^More arguments/).click();
    await page.getByLabel('args', { exact: true }).fill(`[[{"name": "${NAME}, refused"}]]`);
    await page.getByRole('button', { name: 'Run' }).click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(/Not allowed in this mode.*What to do: .*MCP_MODE=readwrite/);
    expect(await direct.search('res.partner', made)).toEqual([]);
    expect(await watched.barriers()).toEqual([]);
    expect(watched.problems).toEqual([]);
    await watched.close();
  });

  it('asks nothing where arguments cannot be right', async () => {
    const watched = await connected();
    const { page } = watched;
    await page.goto(`${gateway.url}/#/tools/odoo_search`);
    await page.getByText(/^More arguments/).click();
    await page.getByLabel('domain', { exact: true }).fill('[["name",');
    await page.getByLabel('limit', { exact: true }).fill('many');
    const asked: string[] = [];
    page.on('request', (request) => request.url().includes('/tools/call') && asked.push(request.url()));
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByText('model is required.').waitFor();
    await page.getByText(/This is no JSON/).waitFor();
    await page.getByText('limit must be a whole number.').waitFor();
    expect(await page.evaluate(`document.activeElement.name`)).toBe('model');
    expect(await watched.barriers()).toEqual([]);
    expect([asked, watched.problems]).toEqual([[], []]);
    await watched.close();
  });

  it('shows changes as they happen', async () => {
    const watched = await connected();
    const { page } = watched;
    await page.getByRole('link', { name: 'Live changes' }).click();
    await page.getByRole('button', { name: 'Listen' }).click();
    await page.getByText('Listening', { exact: true }).waitFor();
    const id = await direct.create('res.partner', { name: NAME });
    const told = page
      .getByRole('list', { name: 'Changes' })
      .getByRole('listitem')
      .filter({ hasText: `#${id}` });
    await told.filter({ hasText: 'created' }).filter({ hasText: NAME }).waitFor();
    await direct.remove('res.partner', made);
    await told.filter({ hasText: 'deleted' }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Not listening.').waitFor();
    expect(watched.problems).toEqual([]);
    await watched.close();
  });

  it('keeps the key in no address and no storage, unless it is told to keep it in the tab', async () => {
    const watched = await WatchedPage.open(browser, gateway.url, WIDE);
    const { page } = watched;
    const urls: string[] = [];
    page.on('request', (request) => urls.push(request.url()));
    const stored = `JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])`;
    await watched.connect('/', KEY);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    expect(await page.evaluate(stored)).toBe('[{},{},""]');
    await page.getByRole('button', { name: 'Disconnect' }).click();
    await page.getByLabel('Keep it until this tab is closed').check();
    await page.getByLabel('Key or token').fill(KEY);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.getByRole('button', { name: 'Disconnect' }).click();
    expect(await page.evaluate(stored)).toBe('[{},{},""]');
    expect(urls.filter((url) => url.includes(KEY))).toEqual([]);
    expect(watched.problems).toEqual([]);
    await watched.close();
  });

  it('can be used by the keyboard alone', async () => {
    const watched = await WatchedPage.open(browser, gateway.url, WIDE);
    const { page } = watched;
    const { keyboard } = page;
    const tabTo = async (name: RegExp): Promise<void> => {
      for (let step = 0; step < 60; step += 1) {
        await keyboard.press('Tab');
        const focused = String(
          await page.evaluate(
            `(({ activeElement: on }) => on.getAttribute('aria-label') ?? on.labels?.[0]?.textContent ?? on.textContent)(document)`,
          ),
        );
        if (name.test(focused)) return;
      }
      throw new Error(`No Tab leads to ${String(name)}.`);
    };
    await page.goto(gateway.url);
    // The key has the focus.
    await keyboard.type(KEY);
    await keyboard.press('Enter');
    await page.getByRole('cell', { name: 'connected' }).waitFor();
    await keyboard.press('Shift+Tab');
    await tabTo(/^Tools$/);
    await keyboard.press('Enter');
    await tabTo(/^Count records/);
    await keyboard.press('Enter');
    await tabTo(/^model/);
    await keyboard.type('res.partner');
    await keyboard.press('Control+Enter');
    await page.getByRole('tab', { name: 'Result' }).waitFor();
    await tabTo(/^Result$/);
    await keyboard.press('ArrowRight');
    expect(await page.getByRole('tabpanel').locator('code').textContent()).toMatch(/"count": \d+/);
    expect(watched.problems).toEqual([]);
    await watched.close();
  });

  it.each(Object.keys(LOOKS))(
    'puts no barrier up: %s',
    async (name) => {
      const watched = await WatchedPage.open(browser, gateway.url, LOOKS[name] ?? WIDE);
      const { page } = watched;
      await page.goto(gateway.url);
      const found = [await watched.barriers()];
      await watched.connect('/', KEY);
      await page.getByRole('cell', { name: 'connected' }).waitFor();
      found.push(await watched.barriers());
      await search(watched);
      found.push(await watched.barriers());
      await page.getByRole('tab', { name: 'JSON' }).click();
      found.push(await watched.barriers());
      await page.getByRole('link', { name: 'Live changes' }).click();
      await page.getByRole('button', { name: 'Listen' }).click();
      await page.getByText('Listening', { exact: true }).waitFor();
      found.push(await watched.barriers());
      expect(found.flat()).toEqual([]);
      expect(watched.problems).toEqual([]);
      await watched.close();
    },
    LONG_MS,
  );
});
