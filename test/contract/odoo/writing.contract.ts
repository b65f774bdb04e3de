import { only, type Stage } from './stage.js';

/** Scripts from right to left, marks that combine, a plane of their own, and what JSON, SQL and Python would escape. */
const UNICODE =
  'Crème brûlée – e\u0301 日本語 עברית 🎉👩‍🔬 "quoted" \'single\' \\back\\ %s {0} \t<b>&amp;</b>\u00A0\u200B$1';

export function writingContract(stage: Stage): void {
  const partner = 'res.partner';
  const read = (id: number, fields: readonly string[]) => stage.readOne(partner, id, fields);

  describe('create, write and unlink', () => {
    test('one record', async () => {
      const id = await stage.createPartner({ name: 'One', color: 4 });
      expect(await read(id, ['name', 'color'])).toEqual({ id, name: 'One', color: 4 });
      expect(await stage.writer.write(partner, [id], { name: 'Won', color: 2 })).toBe(true);
      expect(await read(id, ['name', 'color'])).toEqual({ id, name: 'Won', color: 2 });
      expect(await stage.writer.unlink(partner, [id])).toBe(true);
      expect(await stage.reader.read(partner, [id], ['name'])).toEqual([]);
    });

    test('many records, in the order of their values', async () => {
      const names = ['first', 'second', 'third'].map((name) => `${stage.token} ${name}`);
      const ids = await stage.writer.create(
        'res.partner.category',
        names.map((name) => ({ name })),
      );
      const rows = await stage.reader.read('res.partner.category', ids, ['name']);
      expect(rows.map((row) => row['name'])).toEqual(names);
      expect(await stage.writer.write('res.partner.category', ids, { color: 6 })).toBe(true);
      expect(
        await stage.reader.searchCount('res.partner.category', [
          ['id', 'in', ids],
          ['color', '=', 6],
        ]),
      ).toBe(3);
      expect(await stage.writer.unlink('res.partner.category', ids)).toBe(true);
      expect(await stage.reader.searchCount('res.partner.category', [['id', 'in', ids]])).toBe(0);
    });

    test('of nothing', async () => {
      expect(await stage.writer.create(partner, [])).toEqual([]);
      expect(await stage.writer.write(partner, [], { name: 'Nobody' })).toBe(true);
      expect(await stage.writer.unlink(partner, [])).toBe(true);
    });

    test('values are emptied by false', async () => {
      const values = { name: 'Full', country_id: stage.id('BE'), function: 'Baker', color: 8 };
      const id = await stage.createPartner(values);
      const nothing = { country_id: false, function: false, color: false };
      expect(await stage.writer.write(partner, [id], nothing)).toBe(true);
      expect(await read(id, ['country_id', 'function', 'color'])).toEqual({ id, ...nothing, color: 0 });
    });

    test('a value for what Odoo keeps itself is dropped without an error', async () => {
      const id = await stage.createPartner({ name: 'Now' });
      const before = await read(id, ['create_date', 'create_uid']);
      const values = { name: 'Then', create_date: '2001-02-03 04:05:06', create_uid: 1 };
      expect(await stage.writer.write(partner, [id], values)).toBe(true);
      expect(await read(id, ['create_date', 'create_uid', 'name'])).toEqual({ ...before, name: 'Then' });
    });

    test('archiving hides a record from searches', async () => {
      const id = await stage.createPartner({ name: 'Away' });
      await stage.writer.write(partner, [id], { active: false });
      expect(await stage.reader.searchCount(partner, [['id', '=', id]])).toBe(0);
      expect(await read(id, ['active'])).toEqual({ id, active: false });
    });

    test('text comes back as it was given', async () => {
      const id = await stage.createPartner({ name: 'Text', street: UNICODE });
      expect(await read(id, ['street'])).toEqual({ id, street: UNICODE });
      const domain = [
        ['id', '=', id],
        ['street', '=', UNICODE],
      ];
      expect(await stage.reader.search(partner, { domain })).toEqual([id]);
    });
  });

  describe('commands', () => {
    const tagsOf = async (id: number) => {
      const { category_id: tags } = await read(id, ['category_id']);
      return new Set(tags as number[]);
    };
    const command = (id: number, ...commands: unknown[]) =>
      stage.writer.write(partner, [id], { category_id: commands });

    test('link, unlink, set and clear tags', async () => {
      const [wood, glass] = [stage.id('wood'), stage.id('glass')];
      const id = await stage.createPartner({ name: 'Tagged', category_id: [[4, wood, 0]] });
      expect(await tagsOf(id)).toEqual(new Set([wood]));
      await command(id, [4, glass, 0]);
      expect(await tagsOf(id)).toEqual(new Set([wood, glass]));
      await command(id, [3, wood, 0]);
      expect(await tagsOf(id)).toEqual(new Set([glass]));
      await command(id, [6, 0, [wood]]);
      expect(await tagsOf(id)).toEqual(new Set([wood]));
      await command(id, [3, wood, 0], [4, glass, 0]);
      expect(await tagsOf(id)).toEqual(new Set([glass]));
      await command(id, [5, 0, 0]);
      expect(await tagsOf(id)).toEqual(new Set());
      expect(await stage.reader.read('res.partner.category', [wood, glass], ['name'])).toHaveLength(2);
    });

    test('create, change and delete a tag', async () => {
      const id = await stage.createPartner({ name: 'Maker', category_id: [[0, 0, { name: `${stage.token} new` }]] });
      const tag = only([...(await tagsOf(id))]);
      await command(id, [1, tag, { name: `${stage.token} newer` }]);
      expect(await stage.readOne('res.partner.category', tag, ['name'])).toMatchObject({
        name: `${stage.token} newer`,
      });
      await command(id, [2, tag, 0]);
      expect(await tagsOf(id)).toEqual(new Set());
      expect(await stage.reader.read('res.partner.category', [tag], ['name'])).toEqual([]);
    });

    test('create and change children', async () => {
      const child = { name: 'Child', type: 'other', ref: stage.token };
      const id = await stage.createPartner({ name: 'Parent', is_company: true, child_ids: [[0, 0, child]] });
      const childId = only((await read(id, ['child_ids']))['child_ids'] as number[]);
      expect(await read(childId, ['name', 'parent_id'])).toEqual({
        id: childId,
        name: 'Child',
        parent_id: [id, 'Parent'],
      });
      await stage.writer.write(partner, [id], { child_ids: [[1, childId, { name: 'Grown' }]] });
      expect(await read(childId, ['name'])).toEqual({ id: childId, name: 'Grown' });
    });
  });

  describe('arguments', () => {
    const call = (method: string, args: readonly unknown[], kwargs: Record<string, unknown> = {}) =>
      stage.writer.call({ model: partner, method, args, kwargs });

    test('of search_read, by place and by name', async () => {
      const domain = [['ref', '=', stage.token]];
      const fields = ['name', 'country_id'];
      const byPlace = await call('search_read', [domain, fields, 1, 2, 'id']);
      expect(byPlace).toHaveLength(2);
      expect(await call('search_read', [], { domain, fields, offset: 1, limit: 2, order: 'id' })).toEqual(byPlace);
      expect(await call('search_read', [domain], { fields, offset: 1, limit: 2, order: 'id' })).toEqual(byPlace);
    });

    test('of read, by place and by name, the ids too', async () => {
      const ids = stage.partnerIds('ada', 'bruno');
      const byPlace = await call('read', [ids, ['name']]);
      expect(byPlace).toHaveLength(2);
      expect(await call('read', [ids], { fields: ['name'] })).toEqual(byPlace);
      expect(await call('read', [], { ids, fields: ['name'] })).toEqual(byPlace);
    });

    test('of read, one id without a list', async () => {
      const id = stage.id('ada');
      expect(await call('read', [id, ['color']])).toEqual([{ id, color: 1 }]);
    });

    test('of fields_get, by place and by name', async () => {
      const byPlace = await call('fields_get', [['name'], ['type']]);
      expect(byPlace).toEqual({ name: { type: 'char' } });
      expect(await call('fields_get', [], { allfields: ['name'], attributes: ['type'] })).toEqual(byPlace);
    });

    test('of create, write and unlink, by name', async () => {
      const vals_list = [{ name: 'Named', ref: stage.token }];
      const ids = (await call('create', [], { vals_list })) as number[];
      expect(await call('write', [ids], { vals: { color: 3 } })).toBe(true);
      expect(await read(only(ids), ['name', 'color'])).toEqual({ id: only(ids), name: 'Named', color: 3 });
      expect(await call('write', [], { ids, vals: { color: 4 } })).toBe(true);
      expect(await read(only(ids), ['color'])).toEqual({ id: only(ids), color: 4 });
      expect(await call('unlink', [], { ids })).toBe(true);
    });

    test('and nothing as an answer is null', async () => {
      expect(await call('check_access_rule', [], { ids: stage.partnerIds('ada'), operation: 'read' })).toBeNull();
    });
  });
}
