import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cellsOf, figuredRows, reached, readBenchResults, withBenchTables } from '../bench/bench-page.js';
import type { BenchResult, Row } from '../bench/row.js';

const PAGE = 'Before\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nAfter\n';

const BASELINE: Row = { figure: 'B4', name: 'route', unit: 'µs', median: 490, least: 450.4, most: 570, rounds: 5 };
const REST: Row = {
  ...BASELINE,
  name: 'REST | JSON',
  median: 1530,
  ratio: 3.122,
  against: 'route',
  reach: { of: 'ratio', atMost: 2.5 },
  note: 'pinned',
};

const RESULT: BenchResult = {
  title: 'CPU',
  taken: '2026-01-02T03:04:05.000Z',
  machine: {
    node: 'v24.0.0',
    processor: 'X',
    processors: 2,
    memoryGiB: 24,
    odoo: '19.0',
    commit: 'abc+',
    stolen: 0.214,
  },
  rows: [BASELINE, REST],
};

describe('a row of a benchmark', () => {
  it('is shown with what it is to reach, and whether it does', () => {
    expect(cellsOf(REST)).toEqual(['B4', 'REST | JSON', '1530 µs', '450 – 570', '3.12 ×', '≤ 2.5 ×', '✗']);
    expect(cellsOf(BASELINE)).toEqual(['B4', 'route', '490 µs', '450 – 570', '', '', '']);
    const reach = { of: 'median', atLeast: 0.01 } as const;
    expect(cellsOf({ name: 'share', median: 0.012345, least: 0, most: 1, reach })).toEqual([
      '',
      'share',
      '0.0123',
      '0 – 1',
      '',
      '≥ 0.01',
      '✓',
    ]);
  });

  it('that lost calls says so, and has reached nothing', () => {
    const lossy: Row = { ...REST, ratio: 1, failures: 3 };
    expect(cellsOf(lossy)[1]).toBe('REST | JSON (3 FAILED)');
    expect([reached(lossy), reached({ ...lossy, failures: 0 })]).toEqual([false, true]);
  });

  it.each<[Partial<Row>, boolean | undefined]>([
    [{ ratio: 2.5 }, true],
    [{ ratio: 2.51 }, false],
    [{ ratio: Number.NaN }, false],
    [{ ratio: undefined }, false],
    [{ reach: { of: 'ratio', atLeast: 1.8 }, ratio: 1.79 }, false],
    [{ reach: { of: 'ratio', atLeast: 1.8 }, ratio: 1.8 }, true],
    [{ reach: { of: 'median', atMost: 1530 } }, true],
    [{ reach: { of: 'median', atMost: 1529 } }, false],
    [{ reach: undefined }, undefined],
  ])('with %j reaches: %s', (change, expected) => {
    expect(reached({ ...REST, ...change })).toBe(expected);
  });

  it('stands in the order of the figures, beside those of the same one', () => {
    const rows = ['B10', 'B2', 'B10', undefined, 'B2'].map((figure, index) =>
      Object.assign({}, BASELINE, { figure, name: String(index) }),
    );
    expect(figuredRows(rows).map(({ name }) => name)).toEqual(['1', '4', '0', '2']);
  });
});

describe('the page of benchmarks', () => {
  it('has a table for each result, with its machine and its notes', () => {
    const page = withBenchTables(PAGE, [RESULT]);
    expect(page.split('\n')).toEqual([
      'Before',
      '<!-- bench:begin -->',
      '### B4: CPU',
      '',
      "Taken 2026-01-02 at commit abc+; Node v24.0.0; Odoo 19.0; 2 × X, 24 GiB; 21 % of the processors' time given to others by the host; 5 rounds.",
      '',
      '| figure | what | median | spread | ratio | to reach | reached |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      '| B4 | route | 490 µs | 450 – 570 |  |  |  |',
      '| B4 | REST \\| JSON | 1530 µs | 450 – 570 | 3.12 × | ≤ 2.5 × | ✗ |',
      '',
      '- REST | JSON: pinned',
      '<!-- bench:end -->',
      'After',
      '',
    ]);
    expect(withBenchTables(page, [RESULT])).toBe(page);
  });

  it('is not written where there is no place for it', () => {
    expect(() => withBenchTables('Before', [RESULT])).toThrow('has no <!-- bench:begin -->');
  });

  it('leaves out what publishes nothing, and takes the others in the order of their figures', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bench-page-'));
    const save = (name: string, rows: readonly Partial<Row>[]) =>
      writeFileSync(join(folder, `${name}.json`), JSON.stringify({ ...RESULT, title: name, rows }));
    save('a', [{ ...BASELINE, figure: 'B12' }]);
    save('b', [{ name: 'old', median: 1, least: 1, most: 1 }]);
    save('c', [{ ...BASELINE, figure: 'B9' }]);
    const titles = readBenchResults(folder).map(({ title }) => title);
    rmSync(folder, { recursive: true });
    expect(titles).toEqual(['c', 'a']);
  });
});
