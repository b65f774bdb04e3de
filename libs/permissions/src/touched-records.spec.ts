import type { Operation } from '#libs/contracts';
import type { Hop } from './resolve-paths.js';
import { touchedBy } from './touched-records.js';

const ids = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

function operation(method: string, args: unknown[], kwargs: Operation['kwargs'] = {}): Operation {
  return { model: 'sale.order', method, args, kwargs };
}

const line = (use: Hop['use'], records: number): Hop => ({ model: 'sale.order.line', field: 'id', use, records });

describe('touchedBy', () => {
  it.each<[string, Operation, number, number]>([
    ['one record to make', operation('create', [{}]), 1, 0],
    ['several', operation('create', [[{}, {}, {}]]), 3, 0],
    ['several by name', operation('create', [], { vals_list: [{}, {}] }), 2, 0],
    ['records to change', operation('write', [ids(4), {}]), 4, 0],
    ['records by name', operation('write', [], { ids: ids(4), vals: {} }), 4, 0],
    ['a record that is saved for the first time', operation('web_save', [[], {}, {}]), 1, 0],
    ['records that a method is called on', operation('action_confirm', [ids(6)]), 6, 0],
    ['records to delete', operation('unlink', [ids(3)]), 0, 3],
    ['what names no records', operation('name_create', ['x']), 1, 0],
  ])('counts %s', (_what, given, written, deleted) => {
    expect(touchedBy(given, [])).toEqual({ written, deleted });
  });

  it.each<[string, Operation, Hop[], number, number]>([
    ['lines of a new record', operation('create', [{}]), [line('creates', 1), line('creates', 1)], 3, 0],
    ['lines of several, each with its own', operation('create', [[{}, {}]]), [line('creates', 1)], 3, 0],
    ['the same new line on several', operation('write', [ids(5), {}]), [line('creates', 1), line('creates', 1)], 15, 0],
    ['one line that is changed, from several', operation('write', [ids(5), {}]), [line('changes', 1)], 6, 0],
    ['lines that are linked', operation('write', [[1], {}]), [line('links', 3)], 4, 0],
    [
      'lines that are deleted or taken out',
      operation('write', [[1], {}]),
      [line('deletes', 1), line('unlinks', 1)],
      1,
      2,
    ],
    ['all lines', operation('write', [[1], {}]), [line('unlinks', Infinity)], 1, Infinity],
    ['fields, which are no records', operation('write', [[1], {}]), [{ ...line('changes', 0), field: 'name' }], 1, 0],
  ])('counts %s', (_what, given, hops, written, deleted) => {
    expect(touchedBy(given, hops)).toEqual({ written, deleted });
  });

  it.each<[string, unknown[], number, number]>([
    ['ids', [2, 3], 0, 0],
    ['a domain', [[['id', 'in', [2, 3]]]], 0, 0],
    ['a deletion', [{ child_ids: [[2, 7, 0]] }], 0, 1],
    [
      'deletions on several fields',
      [
        {
          child_ids: [
            [2, 7],
            [3, 9],
          ],
          line_ids: [[2, 1]],
        },
      ],
      0,
      2,
    ],
    ['new lines in a list of values', [[{ line_ids: [[0, 0, {}]] }, { line_ids: [[0, '', { name: 'x' }]] }]], 2, 0],
    ['lines of lines', [{ a: [[1, 5, { b: [[0, 0, { c: [[2, 7]] }]] }]] }], 2, 1],
    [
      'links, of which nobody knows whether they write',
      [
        {
          tag_ids: [
            [6, 0, [2, 7]],
            [4, 1],
          ],
          other_ids: [2, 7],
        },
      ],
      0,
      0,
    ],
  ])('counts commands by their shape where nobody knows what arguments mean: %s', (_what, args, written, deleted) => {
    const counted = { written: written + 1, deleted };
    expect(touchedBy(operation('do_it', [[1], ...args]), [])).toEqual(counted);
    expect(touchedBy(operation('do_it', [[1]], { values: args }), [])).toEqual(counted);
  });

  it('takes defaults of a context for what they are, once', () => {
    const context = { default_line_ids: [[0, 0, {}]] };
    expect(touchedBy(operation('do_it', [[1]], { context }), [line('creates', 1)])).toEqual({ written: 2, deleted: 0 });
  });
});
