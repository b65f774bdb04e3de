import { type FieldDefinitions, Forbidden, type OdooRecord, type OdooWriter } from '#libs/contracts';
import { writtenOdoo } from '../../../../test/fixtures/written-odoo.js';
import { RecordValues } from './record-values.js';

const COMPANY = { type: 'many2one', relation: 'res.company' };
const schema: Record<string, FieldDefinitions> = {
  'sale.order': {
    name: { type: 'char' },
    date_order: { type: 'datetime' },
    partner_id: { type: 'many2one', relation: 'res.partner' },
    company_id: COMPANY,
    tag_ids: { type: 'many2many', relation: 'crm.tag' },
    order_line: { type: 'one2many', relation: 'sale.order.line' },
  },
  'sale.order.line': {
    product_id: { type: 'many2one', relation: 'product.product' },
    order_id: { type: 'many2one', relation: 'sale.order' },
    product_uom_qty: { type: 'float' },
    tax_ids: { type: 'many2many', relation: 'account.tax' },
  },
  'res.partner': { name: { type: 'char' }, company_id: COMPANY },
  'account.tax': { name: { type: 'char' }, company_id: COMPANY },
  'product.product': { name: { type: 'char' } },
};
const records = {
  'res.partner': [
    { id: 1, name: 'Azure Interior' },
    { id: 2, name: 'Bob' },
    { id: 3, name: 'Bob' },
    { id: 4, name: 'Cousins of Other', company_id: [8, 'Other'] },
    { id: 5, name: 'Gemini Furniture' },
  ],
  'res.company': [
    { id: 7, name: 'Mine' },
    { id: 8, name: 'Other' },
  ],
  'account.tax': [
    { id: 71, name: '21%', company_id: [7, 'Mine'] },
    { id: 81, name: '21%', company_id: [8, 'Other'] },
  ],
  'product.product': [{ id: 30, name: 'Desk' }],
  'crm.tag': [
    { id: 40, name: 'VIP' },
    { id: 41, name: 'New' },
  ],
};

function prepare(
  values: OdooRecord | OdooRecord[],
  { companies, odoo }: { companies?: number[]; odoo?: Partial<OdooWriter> } = {},
) {
  const { context } = writtenOdoo({ schema, records, ...(odoo && { odoo }) });
  return new RecordValues(context.odoo, context.schema).prepare('sale.order', [values].flat(), companies);
}

describe('names', () => {
  it('become ids, in lines and lists too, and are told', async () => {
    const values = {
      partner_id: 'azure interior',
      tag_ids: ['VIP', 'New'],
      order_line: [[0, 0, { product_id: 'Desk', product_uom_qty: '2' }], { product_id: 30 }],
    };
    expect(await prepare(values)).toEqual({
      values: [
        {
          partner_id: 1,
          tag_ids: [[6, 0, [40, 41]]],
          order_line: [
            [0, 0, { product_id: 30, product_uom_qty: 2 }],
            [0, 0, { product_id: 30 }],
          ],
        },
      ],
      resolved: {
        partner_id: [1, 'Azure Interior'],
        'tag_ids.0': [40, 'VIP'],
        'tag_ids.1': [41, 'New'],
        'order_line.0.product_id': [30, 'Desk'],
      },
    });
  });

  it('are looked up once each', async () => {
    const nameSearch = jest.fn(async () => [[1, 'Azure Interior'] as const]);
    const many = Array.from({ length: 50 }, () => ({ partner_id: 'Azure Interior' }));
    expect((await prepare(many, { odoo: { nameSearch: nameSearch as OdooWriter['nameSearch'] } })).values).toHaveLength(
      50,
    );
    expect(nameSearch).toHaveBeenCalledTimes(1);
  });

  it.each<[string, OdooRecord, RegExp]>([
    [
      'several have',
      { partner_id: 'Bob' },
      /^values\.partner_id "Bob" in res\.partner may be 2 "Bob", 3 "Bob": send the id\./,
    ],
    ['nobody has', { partner_id: 'Zoe' }, /"Zoe" in res\.partner does not exist\./],
    ['is only like one', { partner_id: 'Gemini' }, /"Gemini" in res\.partner is only like 5 "Gemini Furniture"/],
    ['lies in a line', { order_line: [[0, 0, { product_id: 'Chair' }]] }, /^values\.order_line\.0\.product_id "Chair"/],
    ['lies in a command', { tag_ids: [[4, 'Old']] }, /^values\.tag_ids\.0 "Old" in crm\.tag does not exist/],
  ])('are refused where one %s', async (_name, values, message) => {
    await expect(prepare(values)).rejects.toMatchObject({
      code: 'invalid_arguments',
      message: expect.stringMatching(message),
    });
  });
});

describe('companies', () => {
  it('tell which of one name is meant, in lines too', async () => {
    const values = { order_line: [[0, 0, { tax_ids: ['21%'] }]], company_id: 'Other' };
    expect((await prepare(values)).values).toEqual([
      { order_line: [[0, 0, { tax_ids: [[6, 0, [81]]] }]], company_id: 8 },
    ]);
    expect((await prepare({ order_line: [[0, 0, { tax_ids: ['21%'] }]] }, { companies: [7] })).values).toEqual([
      { order_line: [[0, 0, { tax_ids: [[6, 0, [71]]] }]] },
    ]);
  });

  it('refuse a record of another one', async () => {
    await expect(prepare({ partner_id: 'Cousins of Other' }, { companies: [7] })).rejects.toThrow(
      /belongs to another company than the record does: 4 "Cousins of Other"/,
    );
    expect((await prepare({ partner_id: 'Cousins of Other' }, { companies: [8] })).values).toEqual([{ partner_id: 4 }]);
  });
});

describe('values', () => {
  it('may be what reading gave, where Odoo would empty the field', async () => {
    expect((await prepare({ partner_id: [1, 'Azure Interior'], name: null })).values).toEqual([
      { partner_id: 1, name: false },
    ]);
  });

  it('keep their order', async () => {
    const { values } = await prepare({ name: 'x', partner_id: 1, company_id: 7 });
    expect(Object.keys(values[0] ?? {})).toEqual(['name', 'partner_id', 'company_id']);
  });

  it('are all told where several are wrong, with the record they are in', async () => {
    const wrong = [{ name: 'x' }, { nam: 'x', date_order: 'soon', partner_id: { id: 1 } }];
    await expect(prepare(wrong)).rejects.toThrow(
      /^values\.1\.nam is no field of sale\.order\. Did you mean name\? values\.1\.date_order must be a moment .*\. values\.1\.partner_id must be an id, a name or \[id, name\]\.$/,
    );
  });

  it('refuse an empty list for links that are there', async () => {
    expect((await prepare({ tag_ids: [] })).values).toEqual([{ tag_ids: [] }]);
    await expect(prepare({ tag_ids: [] }, { companies: [] })).rejects.toThrow(/\[\[5\]\] unlinks all/);
    await expect(prepare({ order_line: [] }, { companies: [] })).rejects.toThrow(/\[2,id\] deletes a record/);
  });

  it('leave a protected field to the policy', async () => {
    const mayCall = async () => {
      throw new Forbidden('The field is protected.', { layer: 'field' });
    };
    await expect(prepare({ password: 'x' }, { odoo: { mayCall } })).rejects.toThrow('The field is protected.');
  });

  it('are not followed for ever', async () => {
    let values: OdooRecord = { tax_ids: [1] };
    for (let depth = 0; depth < 2000; depth += 1) values = { order_line: [[0, 0, values]], order_id: 1 };
    await expect(prepare(values)).rejects.toMatchObject({ code: 'invalid_arguments' });
  });

  it('name inherited members of objects as unknown fields', async () => {
    await expect(prepare({ constructor: 'x' })).rejects.toThrow(/constructor is no field/);
  });
});
