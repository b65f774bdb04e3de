import type { FieldDefinitions, OdooReader } from '#libs/contracts';
import { isSame, readBack } from './readback.js';

const FIELDS: FieldDefinitions = {
  name: { type: 'char' },
  comment: { type: 'html' },
  amount: { type: 'float' },
  date: { type: 'date' },
  country_id: { type: 'many2one', relation: 'res.country' },
  tag_ids: { type: 'many2many', relation: 'res.tag' },
};

const answering = (read: OdooReader['read']) => ({ read }) as unknown as OdooReader;

describe('isSame', () => {
  it.each<[string, unknown, unknown, boolean]>([
    ['name', ' Acme ', 'Acme', true],
    ['name', '', false, true],
    ['name', 'Acme', 'ACME', false],
    ['amount', 0.1 + 0.2, 0.3, true],
    ['amount', 10.005, 10.01, false],
    ['amount', false, 0, true],
    ['date', '2026-11-23', '2026-11-23', true],
    ['date', '2026-11-23', false, false],
    ['country_id', 20, [20, 'Belgium'], true],
    ['country_id', 20, false, false],
    ['country_id', false, false, true],
  ])('%s: %j and %j: %p', (field, sent, now, same) => {
    expect(isSame(FIELDS[field], sent, now)).toBe(same);
  });
});

describe('readBack', () => {
  it('reads the comparable fields only, and tells what is different', async () => {
    const read = jest.fn(async () => [{ id: 5, name: 'Acme', country_id: false }]);
    const sent = { name: 'Acme', comment: '<p>x</p>', country_id: 20, tag_ids: [[5, 0, 0]] };
    expect(await readBack(answering(read), 'res.partner', [5], [sent], FIELDS)).toEqual({
      fields_not_applied: { country_id: { sent: 20, now: false } },
    });
    expect(read).toHaveBeenCalledWith('res.partner', [5], ['id', 'name', 'country_id']);
  });

  it('names the records where several were written', async () => {
    const rows = [
      { id: 1, name: 'A' },
      { id: 2, name: 'X' },
    ];
    const sent = [{ name: 'A' }, { name: 'B' }];
    expect(
      await readBack(
        answering(async () => rows),
        'res.partner',
        [1, 2],
        sent,
        FIELDS,
      ),
    ).toEqual({
      fields_not_applied: { name: { sent: 'B', now: 'X', ids: [2] } },
    });
  });

  it('never fails, and says when it could not look', async () => {
    const failing = answering(async () => Promise.reject(new Error('gone')));
    expect(await readBack(failing, 'res.partner', [1], [{ name: 'A' }], FIELDS)).toEqual({ readback_failed: true });
    const hidden = answering(async () => []);
    expect(await readBack(hidden, 'res.partner', [1], [{ name: 'A' }], FIELDS)).toEqual({ readback_failed: true });
  });

  it('asks nothing where nothing can be compared', async () => {
    const read = jest.fn();
    expect(await readBack(answering(read), 'res.partner', [1], [{ comment: 'x' }], FIELDS)).toEqual({});
    expect(read).not.toHaveBeenCalled();
  });
});
