// Writes the pictures of docs/console.md: `npm run docs:screenshots`, with a real Odoo 19 and the built service.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const KEY = 'a-key-for-pictures-alone';
const FOLDER = 'docs/images';
const SIZES = { wide: { width: 1280, height: 800 }, phone: { width: 390, height: 780 } };

const gateway = await startGateway();
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
mkdirSync(FOLDER, { recursive: true });
try {
  for (const colorScheme of ['light', 'dark']) {
    for (const [size, viewport] of Object.entries(SIZES)) await take(colorScheme, size, viewport);
  }
} finally {
  await browser.close();
  gateway.process.kill();
}

async function startGateway() {
  const odoo = JSON.parse(execFileSync('bash', ['test/odoo/odoo.sh', 'info', '--version', '19'], { encoding: 'utf8' }));
  const { url: ODOO_URL, database: ODOO_DATABASE, login: ODOO_USERNAME, password: ODOO_PASSWORD } = odoo;
  const settings = { ODOO_URL, ODOO_DATABASE, ODOO_USERNAME, ODOO_PASSWORD, API_KEY: KEY, SHUTDOWN_DELAY_MS: '0' };
  const started = spawn(process.execPath, ['dist/apps/gateway/src/main.js'], {
    env: { PATH: process.env.PATH, SERVER_HOST: '127.0.0.1', SERVER_PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: started.stdout })) {
    const { url, msg } = JSON.parse(line);
    if (msg === 'ready') return { url, process: started };
  }
  const [code] = await once(started, 'close');
  throw new Error(`The gateway ended with ${code}.`);
}

async function take(colorScheme, size, viewport) {
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const picture = (view) => page.screenshot({ path: `${FOLDER}/${view}-${colorScheme}-${size}.png` });
  const connect = async (path) => {
    await page.goto(gateway.url + path);
    await page.getByLabel('Key or token').fill(KEY);
    await page.keyboard.press('Enter');
  };

  await connect('/');
  await page.getByRole('cell', { name: 'connected' }).waitFor();
  await callSome(page);
  await page.getByRole('link', { name: 'Overview' }).click();
  await picture('console-overview');

  await page.goto(`${gateway.url}/#/tools/odoo_search`);
  await page.getByText(/^More arguments/).click();
  await page.getByRole('heading', { name: 'Answer' }).scrollIntoViewIfNeeded();
  await page.evaluate(() => window.scrollBy(0, 260));
  await picture('console-tool');

  await connect('/docs');
  await page.locator('.operation', { hasText: 'POST/mcp/tools/call' }).locator('.verb').click();
  await page.locator('.operation[open]').scrollIntoViewIfNeeded();
  await picture('routes');
  await context.close();
}

/** So that the chart and the tables have something to show. */
async function callSome(page) {
  await page.goto(`${gateway.url}/#/tools/odoo_search`);
  await page.getByLabel('model required').fill('res.partner');
  await page.getByText(/^More arguments/).click();
  await page.getByLabel('domain', { exact: true }).fill('[["is_company", "=", true]]');
  await page.getByLabel('fields', { exact: true }).fill('name, email, country_id, is_company');
  for (const limit of ['2', '4', '6']) {
    await page.getByLabel('limit', { exact: true }).fill(limit);
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByText(new RegExp(`^${limit} rows`)).waitFor();
  }
  await page.goto(`${gateway.url}/#/tools/odoo_count`);
  await page.getByLabel('model required').fill('no.such.model');
  await page.getByRole('button', { name: 'Run' }).click();
  await page.getByRole('alert').waitFor();
}
