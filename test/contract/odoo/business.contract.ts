import type { OdooRecord } from '#libs/contracts';
import { OdooRejected } from '#libs/contracts';
import { WriterClient } from '#libs/odoo';
import { refusalOf } from './refusal.js';
import { only, type Stage } from './stage.js';

const order = 'sale.order';

/** Models with a life of their own: what they show, compute and allow beyond what every model does. */
export function businessContract(stage: Stage): void {
  const nameOf = (key: string) => `${stage.token} ${key}`;

  describe('a sales order', () => {
    const create = async (values: OdooRecord = {}): Promise<number> => {
      const given = { partner_id: stage.id('ada'), client_order_ref: stage.token, ...values };
      return only(await stage.writer.create(order, [given]));
    };
    const press = (method: string, id: number) =>
      stage.writer.call({ model: order, method, args: [], kwargs: { ids: [id] } });
    const stateOf = async (id: number) => (await stage.readOne(order, id, ['state']))['state'];

    test('has days, moments and money', async () => {
      const id = await create({ date_order: '2031-04-05 06:07:08', validity_date: '2031-05-06' });
      const fields = ['partner_id', 'date_order', 'validity_date', 'amount_total', 'state', 'order_line'];
      expect(await stage.readOne(order, id, fields)).toEqual({
        id,
        partner_id: [stage.id('ada'), `${nameOf('atelier')}, ${nameOf('ada')}`],
        date_order: '2031-04-05 06:07:08',
        validity_date: '2031-05-06',
        amount_total: 0,
        state: 'draft',
        order_line: [],
      });
    });

    test('is found by days and moments', async () => {
      const id = await create({ date_order: '2031-04-05 06:07:08', validity_date: '2031-05-06' });
      const found = (...domain: unknown[]) => stage.reader.search(order, { domain: [['id', '=', id], ...domain] });
      expect(await found(['validity_date', '=', '2031-05-06'])).toEqual([id]);
      expect(await found(['validity_date', '>', '2031-05-06'])).toEqual([]);
      expect(await found(['date_order', '<=', '2031-04-05 06:07:08'])).toEqual([id]);
      expect(await found(['date_order', '<', '2031-04-05 06:07:08'])).toEqual([]);
      // A day against a moment: the day's last second for "<=", its first for ">=".
      expect(await found(['date_order', '<=', '2031-04-05'])).toEqual([id]);
      expect(await found(['date_order', '>=', '2031-04-05'])).toEqual([id]);
      expect(await found(['date_order', '>', '2031-04-05'])).toEqual([]);
    });

    test('adds up its lines', async () => {
      const product_id = only(await stage.reader.search('product.product', { domain: [], order: 'id', limit: 1 }));
      const line = { product_id, name: 'Three', product_uom_qty: 3, price_unit: 12.5 };
      const id = await create({ order_line: [[0, 0, line]] });
      const row = await stage.readOne(order, id, ['amount_untaxed', 'order_line']);
      expect(row['amount_untaxed']).toBe(37.5);
      const lineId = only(row['order_line'] as number[]);
      const fields = ['name', 'product_uom_qty', 'price_unit', 'price_subtotal'];
      const stored = { name: 'Three', product_uom_qty: 3, price_unit: 12.5, price_subtotal: 37.5 };
      expect(await stage.readOne('sale.order.line', lineId, fields)).toEqual({ id: lineId, ...stored });
      await stage.writer.write(order, [id], { order_line: [[1, lineId, { price_unit: 10 }]] });
      expect(await stage.readOne(order, id, ['amount_untaxed'])).toMatchObject({ amount_untaxed: 30 });
      await stage.writer.write(order, [id], { order_line: [[2, lineId, 0]] });
      expect(await stage.readOne(order, id, ['order_line'])).toMatchObject({ order_line: [] });
    });

    test('goes from draft to sale, is cancelled, and starts anew', async () => {
      const id = await create();
      expect(await press('action_confirm', id)).toBe(true);
      expect(await stateOf(id)).toBe('sale');
      expect(await refusalOf(stage.writer.unlink(order, [id]))).toBeInstanceOf(OdooRejected);
      await press('action_cancel', id);
      expect(await stateOf(id)).toBe('cancel');
      expect(await refusalOf(press('action_confirm', id))).toBeInstanceOf(OdooRejected);
      await press('action_draft', id);
      expect(await stateOf(id)).toBe('draft');
      expect(await stage.writer.unlink(order, [id])).toBe(true);
    });

    test('that is confirmed is confirmed again by 14 and refused by 19', async () => {
      const id = await create();
      await press('action_confirm', id);
      if (stage.major === 14) expect(await press('action_confirm', id)).toBe(true);
      else expect(await refusalOf(press('action_confirm', id))).toBeInstanceOf(OdooRejected);
      await press('action_cancel', id);
    });

    test('keeps its customer from being deleted', async () => {
      const customer = await stage.createPartner({ name: 'Customer' });
      const id = await create({ partner_id: customer });
      expect(await refusalOf(stage.writer.unlink('res.partner', [customer]))).toBeInstanceOf(OdooRejected);
      await stage.writer.unlink(order, [id]);
      expect(await stage.writer.unlink('res.partner', [customer])).toBe(true);
    });
  });

  describe('names and trees', () => {
    test('a contact is shown with its company', async () => {
      const row = await stage.readOne('res.partner', stage.id('ada'), ['display_name', 'commercial_partner_id']);
      expect(row['display_name']).toBe(`${nameOf('atelier')}, ${nameOf('ada')}`);
      expect(row['commercial_partner_id']).toEqual([stage.id('atelier'), nameOf('atelier')]);
    });

    test('name_search finds by name', async () => {
      const search = (kwargs: OdooRecord) =>
        stage.writer.call({ model: 'res.partner', method: 'name_search', args: [], kwargs });
      const ada = [stage.id('ada'), `${nameOf('atelier')}, ${nameOf('ada')}`];
      expect(await search({ name: nameOf('ada') })).toEqual([ada]);
      expect(await search({ name: nameOf('ADA'), operator: '=ilike' })).toEqual([]);
      expect(await search({ name: nameOf('a'), limit: 2 })).toHaveLength(2);
      expect(await search({ name: nameOf('nobody') })).toEqual([]);
    });

    test('a tag is shown with what is above it, and goes with it', async () => {
      const above = await stage.createTag('above');
      const below = await stage.createTag('below', { parent_id: above });
      const row = await stage.readOne('res.partner.category', below, ['display_name', 'parent_id']);
      expect(row).toEqual({
        id: below,
        display_name: `${nameOf('above')} / ${nameOf('below')}`,
        parent_id: [above, nameOf('above')],
      });
      await stage.writer.unlink('res.partner.category', [above]);
      expect(await stage.reader.read('res.partner.category', [below], ['name'])).toEqual([]);
    });

    test('archived tags are shown to those who ask for them, archived children to nobody', async () => {
      const tag = await stage.createTag('away', { active: false });
      const parent = await stage.createPartner({ name: 'Parent', category_id: [[6, 0, [tag]]] });
      await stage.createPartner({ name: 'Child', type: 'other', parent_id: parent, active: false });
      const linksIn = async (context: OdooRecord) => {
        const args = [[parent], ['category_id', 'child_ids']];
        return stage.writer.call({ model: 'res.partner', method: 'read', args, kwargs: { context } });
      };
      expect(await linksIn({})).toEqual([{ id: parent, category_id: [], child_ids: [] }]);
      expect(await linksIn({ active_test: false })).toEqual([{ id: parent, category_id: [tag], child_ids: [] }]);
    });

    test('load says how a many2one is shown', async () => {
      const load = (load: string) =>
        stage.writer.call({
          model: 'res.partner',
          method: 'read',
          args: [[stage.id('ada')], ['country_id']],
          kwargs: { load },
        });
      expect(await load('_classic_read')).toEqual([{ id: stage.id('ada'), country_id: [stage.id('BE'), 'Belgium'] }]);
      expect(await load('')).toEqual([{ id: stage.id('ada'), country_id: stage.id('BE') }]);
    });
  });

  describe('rights are told', () => {
    const asked = (writer: WriterClient, method: string, kwargs: OdooRecord) =>
      writer.call({ model: 'res.company', method, args: [], kwargs });

    test('by check_access_rights', async () => {
      const question = { operation: 'write', raise_exception: false };
      expect(await asked(stage.writer, 'check_access_rights', question)).toBe(true);
      expect(await asked(new WriterClient(stage.demo), 'check_access_rights', question)).toBe(false);
    });

    if (stage.major === 19) {
      test('by has_access', async () => {
        const question = { ids: [], operation: 'write' };
        expect(await asked(stage.writer, 'has_access', question)).toBe(true);
        expect(await asked(new WriterClient(stage.demo), 'has_access', question)).toBe(false);
      });

      test('by get_available_models, to users with few rights too', async () => {
        const operation = { model: 'ir.model', method: 'get_available_models', args: [], kwargs: {} };
        const models = (await new WriterClient(stage.demo).call(operation)) as OdooRecord[];
        expect(models).toContainEqual({ display_name: 'Contact', model: 'res.partner' });
      });
    }
  });
}
