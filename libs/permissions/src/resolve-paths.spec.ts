import { InvalidArguments } from '#libs/contracts';
import { type Models, RecordingOdoo } from '../../../test/fixtures/recording-odoo.js';
import type { PathUse } from './argument-readers.js';
import { resolvePaths } from './resolve-paths.js';

const models: Models = {
  'res.partner': {
    name: 'char',
    create_date: 'datetime',
    birthday: 'date',
    lead_properties: 'properties',
    user_ids: 'one2many res.users',
    category_id: 'many2many res.partner.category',
    parent_id: 'many2one res.partner',
  },
  'res.users': {
    id: 'integer',
    password: 'char',
    log_ids: 'one2many res.users.log',
    partner_id: 'many2one res.partner',
  },
};

async function hopsOf(path: string, use: PathUse = 'domain', odoo = new RecordingOdoo(models)): Promise<string[]> {
  const hops = await resolvePaths('res.partner', [{ path, use }], odoo.schema, isClosed);
  return hops.map(({ model, field }) => `${model}:${field}`);
}

const isClosed = (model: string) => model === 'res.users.log';

describe('resolvePaths', () => {
  it.each([
    ['name', ['res.partner:name']],
    ['parent_id.name', ['res.partner:parent_id', 'res.partner:name']],
    ['user_ids.password', ['res.partner:user_ids', 'res.users:password']],
    [
      'parent_id.user_ids.partner_id.name',
      ['res.partner:parent_id', 'res.partner:user_ids', 'res.users:partner_id', 'res.partner:name'],
    ],
    ['create_date.year_number', ['res.partner:create_date']],
    ['parent_id.birthday.month_number', ['res.partner:parent_id', 'res.partner:birthday']],
    ['lead_properties.a1b2', ['res.partner:lead_properties']],
  ])('walks %s', async (path, hops) => {
    expect(await hopsOf(path)).toEqual(hops);
  });

  it('tells where a step leads, and looks nothing up of a model that is closed', async () => {
    const odoo = new RecordingOdoo(models);
    const hops = await resolvePaths('res.users', [{ path: 'log_ids.nothing', use: 'domain' }], odoo.schema, isClosed);
    expect(hops).toEqual([
      { model: 'res.users', field: 'log_ids', use: 'domain' },
      { model: 'res.users.log', field: 'nothing', use: 'domain' },
    ]);
    expect(odoo.asked).toEqual(['res.users']);
  });

  it('suggests the fields that may have been meant, secret ones aside', async () => {
    const odoo = new RecordingOdoo({ 'res.partner': { name: 'char', nickname: 'char', name_token: 'char' } });
    const error: unknown = await hopsOf('nmae', 'domain', odoo).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ hint: 'Did you mean name?' });
  });

  it.each([
    ['a step that does not exist', 'nothing.name', /field nothing does not exist on res\.partner/],
    ['a second one', 'user_ids.nothing.name', /field nothing does not exist on res\.users/],
    ['one called like a member of every object', 'constructor.name', /does not exist/],
    ['a step that leads nowhere', 'name.x', /leads to no other model/],
  ])('refuses %s', async (_what, path, message) => {
    await expect(hopsOf(path)).rejects.toThrow(InvalidArguments);
    await expect(hopsOf(path)).rejects.toThrow(message);
  });

  it('takes a link for a write of the other record where that is what holds it', async () => {
    expect(await hopsOf('user_ids.id', 'links')).toEqual(['res.partner:user_ids', 'res.users:id']);
  });

  it('leaves the other record alone where a link is in a table of its own', async () => {
    expect(await hopsOf('category_id.id', 'links')).toEqual(['res.partner:category_id']);
  });

  it('keeps the use with every hop', async () => {
    const hops = await resolvePaths(
      'res.partner',
      [{ path: 'parent_id.name', use: 'order' }],
      new RecordingOdoo(models).schema,
      isClosed,
    );
    expect(hops.map(({ use }) => use)).toEqual(['order', 'order']);
  });

  it('walks the chain of a related field, and that of one at its end', async () => {
    const odoo = new RecordingOdoo({
      'product.product': { name: 'char related=tmpl_id.name', tmpl_id: 'many2one product.template' },
      'product.template': { name: 'char related=name_id.text', name_id: 'many2one product.name' },
      'product.name': { text: 'char' },
    });
    const hopsFor = async (use: PathUse) => {
      const hops = await resolvePaths('product.product', [{ path: 'name', use }], odoo.schema, isClosed);
      return hops.map((hop) => `${hop.use} ${hop.model}:${hop.field}`);
    };
    expect(await hopsFor('order')).toEqual([
      'order product.product:name',
      'order product.product:tmpl_id',
      'order product.template:name',
      'order product.template:name_id',
      'order product.name:text',
    ]);
    expect(await hopsFor('changes')).toEqual([
      'changes product.product:name',
      'fields product.product:tmpl_id',
      'changes product.template:name',
      'fields product.template:name_id',
      'changes product.name:text',
    ]);
    expect(await hopsFor('creates')).toEqual(
      expect.arrayContaining(['creates product.template:name', 'changes product.template:name']),
    );
  });

  it('gives up on related fields that go round in circles', async () => {
    const odoo = new RecordingOdoo({ 'res.partner': { a: 'char related=b', b: 'char related=a' } });
    await expect(hopsOf('a', 'fields', odoo)).rejects.toThrow(InvalidArguments);
  });
});
