import { InvalidArguments, OdooTimeout, type StreamEvent } from '#libs/contracts';
import { CsvFormat, type CsvLines } from './csv.format.js';
import { NdjsonFormat } from './ndjson.format.js';

const START: StreamEvent = { type: 'start', tool: 'odoo_search', total: 3, columns: ['id', 'up'], booleans: ['up'] };

const chunk = (cursor: string, ...ids: number[]): StreamEvent => ({
  type: 'chunk',
  rows: ids.map((id) => ({ id, up: false })),
  progress: { current: 3, total: 3 },
  cursor,
});

const RESULT: StreamEvent = { type: 'result', outcome: { result: { count: 7 }, text: '7', structured: true } };

describe('NdjsonFormat', () => {
  const lines = (format: NdjsonFormat) =>
    [START, chunk('c-1', 1, 2), chunk('c-2', 3), { type: 'end' } as const].map((event) => format.text(event)).join('');

  it('has a row on each line, and nothing else', () => {
    expect(lines(new NdjsonFormat(false, false))).toBe(
      '{"id":1,"up":false}\n{"id":2,"up":false}\n{"id":3,"up":false}\n',
    );
  });

  it('has the cursors too, where they are asked for', () => {
    expect(lines(new NdjsonFormat(true, false)).split('\n')).toEqual([
      '{"id":1,"up":false}',
      '{"id":2,"up":false}',
      '{"cursor":"c-1"}',
      '{"id":3,"up":false}',
      '{"cursor":"c-2"}',
      '',
    ]);
  });

  it('has one result on the only line', () => {
    const format = new NdjsonFormat(true, false);
    const progress: StreamEvent = { type: 'progress', progress: { done: 1 } };
    expect([progress, RESULT].map((event) => format.text(event)).join('')).toBe('{"count":7}\n');
  });

  it('ends with an error and where to go on', () => {
    const format = new NdjsonFormat(false, false);
    const failure = (): unknown => JSON.parse(format.failure(new OdooTimeout('Slow.')));
    expect(failure()).toEqual({ error: { code: 'odoo_timeout', message: 'Slow.', layer: 'odoo', retryable: true } });
    format.text(chunk('c-1', 1));
    expect(failure()).toMatchObject({ error: { code: 'odoo_timeout' }, cursor: 'c-1' });
  });
});

describe('CsvFormat', () => {
  const csv: CsvLines = {
    header: (columns) => `${columns.join()}\n`,
    lines: (rows, columns, booleans, mark = '') =>
      `${rows.map((row) => `${columns.map((name) => JSON.stringify(row[name])).join()}(${booleans.join()})\n`).join('')}${mark}`,
  };
  const open = (options = {}) =>
    new CsvFormat(csv, { fileName: 'res.partner.csv', resumed: false, cursors: false, ...options });
  const text = (format: CsvFormat) =>
    [START, chunk('c-1', 1, 2), chunk('c-2', 3), { type: 'end' } as const].map((event) => format.text(event)).join('');

  it('is a file with a name', () => {
    expect(open().headers).toEqual({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="res.partner.csv"',
    });
  });

  it('has the columns and then the rows', () => {
    expect(text(open())).toBe('id,up\n1,false(up)\n2,false(up)\n3,false(up)\n');
  });

  it('has no columns again where it goes on behind a file that is there', () => {
    expect(text(open({ resumed: true }))).toBe('1,false(up)\n2,false(up)\n3,false(up)\n');
  });

  it('has the cursors in a last column, where they are asked for', () => {
    expect(text(open({ cursors: true }))).toBe('id,up,_cursor\n1,false(up)\n2,false(up)\nc-13,false(up)\nc-2');
  });

  it('is refused for what is no rows', () => {
    expect(() => open().text({ type: 'start', tool: 'odoo_count' })).toThrow(InvalidArguments);
  });

  it('has no words for a failure', () => {
    expect(open().failure()).toBeUndefined();
  });
});
