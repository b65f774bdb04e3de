import type { ToolContext } from '#libs/contracts';
import { clients, RecordingOdoo } from '../../../../test/fixtures/recording-odoo.js';
import { odooFieldsGet } from './odoo-fields-get.tool.js';

const model = 'res.partner';

describe('odoo_fields_get', () => {
  let odoo: RecordingOdoo;
  let context: ToolContext<'read'>;

  beforeEach(() => {
    odoo = new RecordingOdoo({ [model]: { name: 'char', country_id: 'many2one res.country' } });
    odoo.answer = ({ kwargs }) => {
      const names = kwargs['allfields'] as string[] | undefined;
      const fields = Object.entries(odoo.fieldsOf(model));
      return Object.fromEntries(fields.filter(([name]) => names?.includes(name) ?? true));
    };
    context = {
      odoo: clients.reader(odoo),
      schema: odoo.schema,
      principal: { id: 'p', mode: 'readonly' },
      limits: { defaultRows: 1, maxRows: 1 },
    };
  });

  const describeFields = (args: object) => odooFieldsGet.run(odooFieldsGet.input.parse({ model, ...args }), context);

  it('describes every field by a few attributes', async () => {
    expect(await describeFields({})).toEqual({
      model,
      fields: { name: { type: 'char' }, country_id: { type: 'many2one', relation: 'res.country' } },
    });
    expect(odoo.operations).toEqual([
      {
        model,
        method: 'fields_get',
        args: [],
        kwargs: { attributes: ['string', 'type', 'required', 'readonly', 'relation', 'selection'] },
      },
    ]);
  });

  it('asks for the fields and attributes that are named', async () => {
    await describeFields({ fields: ['name'], attributes: ['help'] });
    expect(odoo.operations[0]?.kwargs).toEqual({ allfields: ['name'], attributes: ['help'] });
  });

  it('tells which fields there are not', async () => {
    const answer = await describeFields({ fields: ['name', 'nmae', 'constructor'] });
    expect(Object.keys(answer.fields)).toEqual(['name']);
    expect(answer.missing).toEqual(['nmae', 'constructor']);
  });

  it('says nothing of missing ones where all are there', async () => {
    expect(await describeFields({ fields: ['name'] })).not.toHaveProperty('missing');
  });

  it.each([
    [{ model: 'Res.Partner' }],
    [{ fields: [] }],
    [{ fields: ['*'] }],
    [{ attributes: [] }],
    [{ attributes: ['__class__()'] }],
    [{ attributes: 'type' }],
    [{ allfields: ['name'] }],
  ])('refuses %j', (args) => {
    expect(odooFieldsGet.input.safeParse({ model, ...args }).success).toBe(false);
  });
});
