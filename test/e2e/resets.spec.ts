import { join } from 'node:path';
import type { OdooRecord } from '#libs/contracts';
import { startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { realOdoo, realOdooSettings } from '../fixtures/real-odoo.js';
import { DirectOdoo } from './direct-odoo.js';
import { SLOWEST_MS } from './ways.js';

jest.setTimeout(SLOWEST_MS);

interface Odoo {
  readonly url: string;
  searchRead(model: string, domain: unknown[], fields: string[]): Promise<OdooRecord[]>;
  remove(model: string, domain: unknown[]): Promise<void>;
}

type StartGateway = (odooUrl: string) => Promise<{ url: string; key: string; stop: () => Promise<void> }>;
type Figures = Promise<Readonly<Record<string, number>>>;

/** The benchmark of which this is the short form. */
interface Resets {
  readonly RESETS_SETTINGS: Readonly<Record<string, string>>;
  lostBehindGateway(count: number, odoo: Odoo, start: StartGateway): Figures;
  lostBeforeGateway(count: number, odoo: Odoo, start: StartGateway, random: () => number): Figures;
}

const COUNT = 25;

describe('creations in real Odoo 19 with keys, over connections that are reset', () => {
  const real = realOdoo(19);
  let resets: Resets;
  let odoo: Odoo;

  beforeAll(async () => {
    resets = (await import(join(process.cwd(), 'test/bench/resets.mjs'))) as Resets;
    const direct = new DirectOdoo(real, 'admin');
    odoo = {
      url: real.url,
      searchRead: (...asked) => direct.searchRead(...asked),
      remove: (...asked) => direct.remove(...asked),
    };
  });

  const start: StartGateway = async (odooUrl) => {
    const settings = { ...realOdooSettings(real), ODOO_URL: odooUrl, ...resets.RESETS_SETTINGS };
    const gateway = await startGateway(settings);
    return { url: gateway.url, key: TEST_KEY, stop: () => gateway.close() };
  };

  it('are made once, and told to be unknown, when Odoo’s answers are lost', async () => {
    expect(await resets.lostBehindGateway(COUNT, odoo, start)).toEqual({
      answered: COUNT,
      repeated: COUNT,
      sent: COUNT,
      there: COUNT,
      duplicates: 0,
    });
  });

  it('are made once, and answered in the end, when the gateway’s answers are lost', async () => {
    // Every connection but each third is reset.
    let asked = 0;
    const random = () => (++asked % 3) / 3;
    const found = await resets.lostBeforeGateway(COUNT, odoo, start, random);
    expect(found).toMatchObject({ answered: COUNT, there: COUNT, duplicates: 0 });
    expect(found['attempts']).toBeGreaterThan(COUNT);
  });
});
