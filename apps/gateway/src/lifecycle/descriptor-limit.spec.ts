import { connectionsWithin } from './descriptor-limit.js';

const limits = (soft: string) => `Limit                     Soft Limit           Hard Limit           Units
Max processes             96213                96213                processes
Max open files            ${soft.padEnd(20)} 1048576              files
`;

describe('connectionsWithin', () => {
  let warned: unknown[];

  beforeEach(() => {
    warned = [];
  });

  /** @param urls of the Odoos, each with ten connections. */
  function within(wanted: number, text: string, ...urls: readonly string[]): number {
    const odoos = urls.map((url) => ({ url: new URL(url), maxConnections: 10 }));
    return connectionsWithin(wanted, odoos, { warn: (...line: unknown[]) => void warned.push(line) }, text);
  }

  it('leaves descriptors for each Odoo, and for all else, and says so', () => {
    expect(within(10_000, limits('1024'), 'http://one', 'http://two')).toBe(1024 - 20 - 64);
    expect(warned).toMatchObject([
      [{ openFiles: 1024, connections: 940 }, expect.stringContaining('lowered') as string],
    ]);
  });

  it('counts an Odoo once, however many of its databases are connected', () => {
    expect(within(10_000, limits('1024'), 'http://one', 'http://one')).toBe(950);
  });

  it('takes what is wanted where that fits', () => {
    expect(within(940, limits('1024'), 'http://one', 'http://two')).toBe(940);
    expect(warned).toEqual([]);
  });

  it.each([
    ['no limit', limits('unlimited')],
    ['a system that tells none', ''],
  ])('knows %s', (_what, text) => {
    expect(within(10_000, text, 'http://one')).toBe(10_000);
  });

  it('takes one connection at least', () => {
    expect(within(10_000, limits('32'), 'http://one')).toBe(1);
  });
});
