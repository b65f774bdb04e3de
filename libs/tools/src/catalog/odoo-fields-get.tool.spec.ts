import type { FieldDefinition, ToolContext } from '#libs/contracts';
import { odooFieldsGet } from './odoo-fields-get.tool.js';

const char: FieldDefinition = { type: 'char', string: 'Name', required: true, readonly: false, store: true };
const userId: FieldDefinition = { type: 'many2one', string: 'Salesperson', relation: 'res.users', store: true };

function setUp(all: Readonly<Record<string, FieldDefinition>>, responseBytes = 60_000) {
  const fieldsGet = jest.fn(async (_model: string, names?: readonly string[], attributes: readonly string[] = []) => {
    const entries = Object.entries(all).filter(([name]) => names?.includes(name) ?? true);
    return Object.fromEntries(
      entries.map(([name, field]) => [
        name,
        Object.fromEntries(Object.entries(field).filter(([attribute]) => attributes.includes(attribute))),
      ]),
    );
  });
  const context = { odoo: { fieldsGet }, limits: { responseBytes } } as unknown as ToolContext<'read'>;
  const run = (args: object) => odooFieldsGet.run(odooFieldsGet.input.parse({ model: 'crm.lead', ...args }), context);
  return { run, fieldsGet };
}

const numbered = (count: number, field: (index: number) => FieldDefinition) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`field_${index}`, field(index)]));

describe('odoo_fields_get', () => {
  it('describes a small model whole', async () => {
    const result = await setUp({ name: char, user_id: userId }).run({});
    expect(result).toEqual({
      model: 'crm.lead',
      field_count: 2,
      fields: {
        name: { type: 'char', string: 'Name', required: true, readonly: false },
        user_id: { type: 'many2one', string: 'Salesperson', relation: 'res.users' },
      },
    });
    expect(odooFieldsGet.toText?.(result)).toBe(
      'crm.lead: 2 fields\nname: char required\nuser_id: many2one res.users "Salesperson"',
    );
  });

  it('tells all that is asked for of the fields that are named, and which are not there', async () => {
    const result = await setUp({ name: { ...char, help: 'Long.' } }).run({
      fields: ['name', 'nane'],
      attributes: ['help'],
    });
    expect(result).toEqual({ model: 'crm.lead', fields: { name: { help: 'Long.' } }, missing: ['nane'] });
    expect(odooFieldsGet.toText?.(result)).toBe('crm.lead\nname: {"help":"Long."}\nNot there: nane');
  });

  it('lists a large model in short: what says nothing and what is long is left out', async () => {
    const selection = Array.from({ length: 40 }, (_, index) => [`tz${index}`, `TZ ${index}`]);
    const state: FieldDefinition = {
      type: 'selection',
      string: 'State',
      selection: [
        ['a', 'Draft'],
        ['b', 'B'],
      ],
    };
    const result = await setUp({
      tz: { type: 'selection', string: 'Timezone', readonly: false, selection },
      state,
      ...numbered(70, () => char),
    }).run({});
    expect(result).toMatchObject({ field_count: 72, hint: expect.any(String) });
    expect(result.fields['tz']).toEqual({ type: 'selection', string: 'Timezone' });
    expect(result.fields['state']).toEqual(state);
    expect(odooFieldsGet.toText?.(result)).toContain('\nstate: selection [a=Draft|b]\n');
  });

  it('describes what is stored first, and has at least the names of the rest', async () => {
    const result = await setUp(numbered(300, (index) => ({ ...char, store: index >= 250 }))).run({});
    expect(Object.keys(result.fields)).toHaveLength(200);
    expect(result.fields).toHaveProperty('field_299');
    expect(result.other_fields).toHaveLength(100);
    expect(odooFieldsGet.toText?.(result)).toContain('Others: field_150 ');
  });

  it('keeps to the bytes of an answer where long attributes are asked for', async () => {
    const result = await setUp(
      numbered(20, () => ({ ...char, help: 'x'.repeat(100) })),
      1000,
    ).run({ attributes: ['help'] });
    expect(result.field_count).toBe(20);
    const { fields, other_fields = [] } = result;
    const told = [...Object.keys(fields), ...other_fields];
    expect(told).toEqual(Array.from({ length: told.length }, (_, index) => `field_${index}`));
    expect(other_fields.length).toBeGreaterThan(0);
    expect(Buffer.byteLength(JSON.stringify({ fields, other_fields }))).toBeLessThanOrEqual(1000);
  });
});
