import type { FieldDefinition, FieldDefinitions } from '#libs/contracts';
import { smartFields } from './smart-fields.js';

const char: FieldDefinition = { type: 'char', store: true };

function partner(extra: FieldDefinitions = {}): FieldDefinitions {
  return { id: { type: 'integer' }, name: { ...char, required: true }, display_name: char, email: char, ...extra };
}

describe('smartFields', () => {
  it('shows who and what, most telling first', () => {
    const fields = partner({ city: char, comment: { type: 'html' }, country_id: { type: 'many2one' }, ref: char });
    expect(smartFields(fields)).toEqual(['id', 'display_name', 'email', 'city', 'country_id']);
  });

  it('takes the name only where there is no display name, which would say it again', () => {
    expect(smartFields(partner())).not.toContain('name');
    expect(smartFields({ name: { ...char, required: true } })).toEqual(['id', 'name']);
  });

  it('adds what every record must have', () => {
    expect(smartFields(partner({ ticket_ref: { ...char, required: true } }))).toContain('ticket_ref');
  });

  it.each(['binary', 'html', 'text', 'one2many', 'many2many', 'serialized', 'json', 'properties'])(
    'never shows a field of type %s, however telling',
    (type) => {
      const bulky: FieldDefinition = { type, required: true };
      expect(smartFields({ display_name: bulky, email: bulky, state: bulky, x_required: bulky })).toEqual(['id']);
    },
  );

  it.each<[string, FieldDefinitions]>([
    [
      'bookkeeping',
      { create_uid: { type: 'many2one', required: true }, write_date: { type: 'datetime', required: true } },
    ],
    ['what is computed each time', { x_rate: { type: 'float', required: true, store: false } }],
    ['what nobody has to fill in', { x_note: char }],
  ])('leaves out %s', (_what, fields) => {
    expect(smartFields(fields)).toEqual(['id']);
  });

  it('shows eight at most', () => {
    const names = 'display_name state stage_id partner_id date email phone city country_id default_code'.split(' ');
    const required = Array.from({ length: 20 }, (_field, index) => `x_${index}`);
    const fields = Object.fromEntries([...names, ...required].map((name) => [name, { ...char, required: true }]));
    const shown = smartFields(fields);
    expect(shown).toHaveLength(8);
    expect(new Set(shown).size).toBe(8);
    expect(shown.slice(0, 2)).toEqual(['id', 'display_name']);
  });

  it('makes do with a model of which nothing is known', () => {
    expect(smartFields({})).toEqual(['id']);
  });
});
