import { MODELS, SLOWEST_MS, Travel, WAY_NAME, WAYS } from './ways.js';

jest.setTimeout(SLOWEST_MS);

/** Of each model a field to group by. */
const GROUPED_BY: Readonly<Record<(typeof MODELS)[number], string>> = {
  'res.partner': 'country_id',
  'sale.order': 'state',
  'crm.lead': 'stage_id',
  'account.move': 'move_type',
  'stock.picking': 'picking_type_id',
  'product.product': 'active',
};

/** Neither version lets an employee read it; no rule of the gateway's is about it. */
const UNREADABLE = 'mail.blacklist';

describe.each(WAYS)(`reading tools: ${WAY_NAME}`, (way) => {
  let travel: Travel;

  beforeAll(async () => {
    travel = await Travel.start(way);
  });

  afterAll(() => travel.close());

  describe.each(MODELS)('%s', (model) => {
    const named = ['id', 'display_name'];
    let ids: number[];

    /** The oldest records, which other tests leave alone. */
    beforeAll(async () => {
      ids = (await travel.direct.searchRead(model, [], ['id'], 5)).map(({ id }) => Number(id));
    });

    it('odoo_search finds what Odoo itself finds', async () => {
      const { rows } = await travel.call('odoo_search', { model, fields: named, limit: 5, order: 'id' });
      expect(rows).toEqual(await travel.direct.searchRead(model, [], named, 5));
    });

    it('odoo_search shows a small telling set of fields', async () => {
      const { rows } = await travel.call('odoo_search', { model, limit: 2 });
      expect(rows).toHaveLength(2);
      const fields = Object.keys(rows[0] ?? {});
      expect(fields.slice(0, 2)).toEqual(named);
      expect(fields.length).toBeLessThanOrEqual(8);
    });

    it('odoo_search goes on with its cursor, without a gap', async () => {
      const question = { model, domain: [['id', 'in', ids]], fields: ['id'], order: 'id', limit: 3 };
      const { rows, text } = await travel.call('odoo_search', question);
      const cursor = /cursor"?:? ?"?(?<sealed>[\w.~-]{20,})/.exec(text)?.groups?.['sealed'];
      const rest = await travel.call('odoo_search', { ...question, cursor });
      expect([...rows, ...rest.rows].map(({ id }) => id)).toEqual(ids);
    });

    it.each(['csv', 'markdown'])('odoo_search gives %s', async (format) => {
      const question = { model, domain: [['id', 'in', ids]], fields: named, format, order: 'id' };
      const { text, result } = await travel.call('odoo_search', question);
      const table = typeof result['text'] === 'string' ? result['text'] : text.slice(text.indexOf('\n') + 1);
      const head = format === 'csv' ? 1 : 2;
      expect(table.trim().split('\n')).toHaveLength(head + ids.length);
    });

    it('odoo_count counts', async () => {
      const domain = [['id', 'in', ids]];
      expect((await travel.call('odoo_count', { model, domain })).result).toEqual({ model, count: 5 });
    });

    it('odoo_read reads in the order of the ids', async () => {
      const fields = [...named, GROUPED_BY[model]];
      const wanted = ids.toReversed();
      const { rows } = await travel.call('odoo_read', { model, ids: wanted, fields });
      const direct = await travel.direct.read(model, wanted, fields);
      expect(rows).toEqual(wanted.map((id) => direct.find((record) => record['id'] === id)));
    });

    it('odoo_read names ids that are not there', async () => {
      const { text } = await travel.call('odoo_read', { model, ids: [999_999_999], fields: ['id'] });
      expect(text).toMatch(/missing(?:_ids)?"?: ?\[?999999999/);
    });

    it('odoo_aggregate groups', async () => {
      const by = GROUPED_BY[model];
      const domain = [['id', 'in', ids]];
      const { rows } = await travel.call('odoo_aggregate', { model, domain, group_by: [by] });
      const direct = await travel.direct.read(model, ids, [by]);
      const counts = new Map(rows.map((row) => [JSON.stringify(row[by]), row['__count']]));
      expect(rows.map((row) => row['__count']).reduce<number>((sum, count) => sum + Number(count), 0)).toBe(5);
      expect(counts.size).toBe(new Set(direct.map((row) => JSON.stringify(row[by]))).size);
    });

    it('odoo_fields_get describes', async () => {
      const { text } = await travel.call('odoo_fields_get', { model, fields: ['display_name', 'nmae'] });
      expect(text).toContain('display_name');
      expect(text).toMatch(/(?:Not there: |"missing":\[")nmae/);
    });

    it('odoo_fields_get gives a large model in short', async () => {
      const { text } = await travel.call('odoo_fields_get', { model });
      expect(text).toMatch(/In short: name fields/);
    });

    it('odoo_find finds the id of a name', async () => {
      const [record] = await travel.direct.read(model, ids.slice(0, 1), ['display_name']);
      const queries = [
        { model, name: record?.['display_name'] },
        { model, name: 'no such name 9f2c' },
      ];
      const { text } = await travel.call('odoo_find', { queries });
      expect(text).toMatch(new RegExp(`(?:[:,] |"id":)${ids[0]}[ ,]`));
      expect(text).toMatch(/no such name 9f2c"(?:: none|,"status":"none")/);
    });

    it('odoo_models finds the model by its name', async () => {
      const { text } = await travel.call('odoo_models', { words: model });
      expect(text).toMatch(
        new RegExp(`${model.replace('.', '\\.')}(?: "[^"]*": read|","name":"[^"]*","may":\\["read"\\])`),
      );
    });

    it('odoo_attachments lists what Odoo has on a record', async () => {
      const id = ids.at(-1);
      const { rows } = await travel.call('odoo_attachments', { model, id });
      const domain = [
        ['res_model', '=', model],
        ['res_id', '=', id],
        ['res_field', '=', false],
      ];
      const direct = await travel.direct.searchRead('ir.attachment', domain, ['name']);
      expect(new Set(rows.map((row) => row['id']))).toEqual(new Set(direct.map((row) => row['id'])));
    });

    it('odoo_messages shows the messages of a record', async () => {
      const id = ids[0];
      const { rows } = await travel.call('odoo_messages', { model, id, limit: 100 });
      const domain = [
        ['model', '=', model],
        ['res_id', '=', id],
        ['message_type', '!=', 'user_notification'],
      ];
      const direct = await travel.direct.searchRead('mail.message', domain, ['id']);
      expect(new Set(rows.map((row) => row['id']))).toEqual(new Set(direct.map((row) => row['id'])));
    });
  });

  if (way.user === 'demo') {
    it.each([
      ['odoo_search', {}],
      ['odoo_count', {}],
      ['odoo_read', { ids: [1], fields: ['id', 'email'] }],
      ['odoo_aggregate', { group_by: ['active'] }],
      ['odoo_attachments', { id: 1 }],
      ['odoo_messages', { id: 1 }],
    ])('%s tells that Odoo lets this user not read a model', async (tool, args) => {
      expect(await travel.refusal(tool, { model: UNREADABLE, ...args })).toMatchObject({
        code: 'forbidden',
        layer: 'odoo',
        retryable: false,
      });
    });

    it('odoo_read tells that Odoo lets this user not read a record', async () => {
      const [foreign] = await travel.admin.searchRead('sale.order', [['user_id.login', '=', 'admin']], ['id'], 1);
      const refusal = await travel.refusal('odoo_read', { model: 'sale.order', ids: [foreign?.['id']] });
      expect(refusal).toMatchObject({ code: 'forbidden', layer: 'odoo' });
    });

    it('odoo_models tells that nothing may be done there', async () => {
      const { text } = await travel.call('odoo_models', { words: UNREADABLE });
      expect(text).not.toMatch(/mail\.blacklist(?: "[^"]*": read|","name":"[^"]*","may":\["read")/);
    });
  }
});
