import { faultOf, smallDatabase } from '../fixtures/small-database.js';
import type { Json } from './row.js';

const PARTNER = 'res.partner';
const CATEGORY = 'res.partner.category';
const ORDER = 'sale.order';
const NO_SUCH = 999_999;

describe.each([14, 19] as const)('writing in %d', (version) => {
  const { call, callAsDemo, database } = smallDatabase(version);
  const make = (values: Record<string, Json>) => Number(call(PARTNER, 'create', [{ name: 'Own', ...values }]));
  const readOne = (model: string, id: number, ...fields: string[]) => {
    const rows = call(model, 'read', [[id], fields]);
    return Array.isArray(rows) ? rows[0] : undefined;
  };

  test('a dict makes one record, a list makes as many', () => {
    const one = call(PARTNER, 'create', [{ name: 'One' }]);
    expect(one).toEqual(expect.any(Number));
    expect(call(PARTNER, 'create', [[{ name: 'Two' }, { name: 'Three' }]])).toEqual([Number(one) + 1, Number(one) + 2]);
    expect(call(PARTNER, 'create', [[]])).toEqual([]);
  });

  test('Odoo keeps who changed it when, the id and computed fields to itself', () => {
    const id = make({ create_uid: 1, create_date: '2001-01-01 00:00:00', id: 5, display_name: 'Other' });
    expect(readOne(PARTNER, id, 'display_name', 'create_uid', 'create_date', 'write_date')).toEqual({
      id,
      display_name: 'Own',
      create_uid: [2, 'Mitchell Admin'],
      create_date: '2030-05-06 07:08:09',
      write_date: '2030-05-06 07:08:09',
    });
  });

  test.each<[string, Json, Json]>([
    ['name', 5, '5'],
    ['name', '', ''],
    ['email', null, false],
    ['color', '7', 7],
    ['color', false, 0],
    ['credit_limit', '1.5', 1.5],
    ['is_company', 'yes', true],
    ['country_id', 2, [2, 'Belgium']],
    ['country_id', false, false],
    ['country_id', [2, 'Belgium'], false],
    ['type', 'other', 'other'],
  ])('%s takes %j and reads %j', (field, written, read) => {
    const id = make({});
    expect(call(PARTNER, 'write', [[id], { [field]: written }])).toBe(true);
    expect(readOne(PARTNER, id, field)).toEqual({ id, [field]: read });
  });

  test.each<[Record<string, Json>, string, string]>([
    [{ type: 'zzz' }, 'builtins.ValueError', "Wrong value for res.partner.type: 'zzz'"],
    [{ color: 'abc' }, 'builtins.ValueError', "invalid literal for int() with base 10: 'abc'"],
    [{ credit_limit: 'abc' }, 'builtins.ValueError', "could not convert string to float: 'abc'"],
    [{ category_id: 5 }, 'builtins.ValueError', 'Wrong value for res.partner.category_id: 5'],
    [{ function: 'a\0b' }, 'builtins.ValueError', 'A string literal cannot contain NUL (0x00) characters.'],
  ])('%j is refused', (values, fault, message) => {
    expect(faultOf(() => make(values))).toEqual([fault, message]);
  });

  test('x2many commands on tags', () => {
    const id = make({ category_id: [[6, 0, [1, 2]]] });
    const write = (...commands: Json[]) => {
      call(PARTNER, 'write', [[id], { category_id: commands }]);
      return readOne(PARTNER, id, 'category_id');
    };
    expect(readOne(PARTNER, id, 'category_id')).toEqual({ id, category_id: [2, 1] });
    expect(write([4, 3])).toEqual({ id, category_id: [3, 2, 1] });
    expect(write([3, 2, 0])).toEqual({ id, category_id: [3, 1] });
    expect(write([5, 0, 0])).toEqual({ id, category_id: [] });
    expect(write(4, 5)).toEqual({ id, category_id: [4, 5] });
    expect(write([0, 0, { name: 'Aaa new' }])).toMatchObject({ category_id: [expect.any(Number), 4, 5] });
    expect(write([1, 5, { name: 'Zzz renamed' }], [2, 4, 0])).toMatchObject({ category_id: [expect.any(Number)] });
    // Below the deleted tag 4 was 5: it went too.
    expect(call(CATEGORY, 'search_count', [[['id', 'in', [4, 5]]]])).toBe(0);
  });

  test('links kept on the other side', () => {
    const id = make({});
    call(CATEGORY, 'write', [[1], { partner_ids: [[4, id]] }]);
    expect(readOne(PARTNER, id, 'category_id')).toEqual({ id, category_id: [1] });
    call(CATEGORY, 'write', [[1], { partner_ids: [[3, id]] }]);
    expect(readOne(PARTNER, id, 'category_id')).toEqual({ id, category_id: [] });
  });

  test('x2many commands on children', () => {
    const id = make({ child_ids: [[0, 0, { name: 'First' }]] });
    const [first = 0] = childrenOf(id);
    const stray = make({});
    call(PARTNER, 'write', [
      [id],
      {
        child_ids: [
          [4, stray],
          [1, first, { name: 'Renamed' }],
        ],
      },
    ]);
    expect(childrenOf(id)).toEqual([stray, first]);
    expect(readOne(PARTNER, first, 'display_name')).toEqual({ id: first, display_name: 'Own, Renamed' });
    call(PARTNER, 'write', [
      [id],
      {
        child_ids: [
          [3, stray, 0],
          [2, first, 0],
        ],
      },
    ]);
    expect(childrenOf(id)).toEqual([]);
    expect(readOne(PARTNER, stray, 'parent_id')).toEqual({ id: stray, parent_id: false });
    expect(call(PARTNER, 'read', [[first]])).toEqual([]);
  });

  function childrenOf(id: number): number[] {
    const found = call(PARTNER, 'search', [[['parent_id', '=', id]]], { order: 'name, id' });
    return Array.isArray(found) ? found.map(Number) : [];
  }

  test('an order with its lines: sums, defaults and what goes with it', () => {
    const line = { name: 'Work', product_id: 4, product_uom_qty: 2, price_unit: 10.5 };
    const id = Number(
      call(ORDER, 'create', [
        {
          partner_id: 1,
          order_line: [
            [0, 0, line],
            [0, 0, line],
          ],
        },
      ]),
    );
    expect(readOne(ORDER, id, 'state', 'amount_total', 'validity_date', 'user_id', 'partner_id')).toEqual({
      id,
      state: 'draft',
      amount_total: 42,
      validity_date: '2030-06-05',
      user_id: [2, 'Mitchell Admin'],
      partner_id: [1, 'My Company (San Francisco)'],
    });
    expect(call(ORDER, 'action_confirm', [[id]])).toBe(true);
    expect(faultOf(() => call(ORDER, 'unlink', [[id]]))[0]).toBe('odoo.exceptions.UserError');
    expect(call(ORDER, 'action_cancel', [[id]])).toBe(true);
    expect(faultOf(() => call(ORDER, 'action_confirm', [[id]]))[0]).toBe('odoo.exceptions.UserError');
    expect(call(ORDER, 'action_draft', [[id]])).toBe(true);
    expect(call(ORDER, 'unlink', [[id]])).toBe(true);
    expect(call('sale.order.line', 'search_count', [[['order_id', '=', id]]])).toBe(0);
  });

  const orderWith = (field: string, value: Json) => Number(call(ORDER, 'create', [{ partner_id: 1, [field]: value }]));

  test.each([
    ['date_order', '2031-01-02 03:04:05', '2031-01-02 03:04:05'],
    ['date_order', '2031-01-02 03:04', '2031-01-02 03:04:00'],
    ['date_order', '2031-01-02', '2031-01-02 00:00:00'],
    ['validity_date', '2031-01-02T03:04:05Z', '2031-01-02'],
    ['validity_date', '2031-1-2', '2031-01-02'],
  ])('%s takes %j as %j', (field, written, expected) => {
    const id = orderWith(field, written);
    expect(readOne(ORDER, id, field)).toEqual({ id, [field]: expected });
  });

  test.each<[string, Json, string]>([
    [
      'date_order',
      '2031-01-02T03:04:05Z',
      "time data '2031-01-02T03:04:05Z' does not match format '%Y-%m-%d %H:%M:%S'",
    ],
    ['date_order', '2031-01-02 03:04:05.5', 'unconverted data remains: .5'],
    ['date_order', '02/01/2031', "time data '02/01/2031' does not match format '%Y-%m-%d'"],
    ['validity_date', '2031-02-30', "time data '2031-02-30' does not match format '%Y-%m-%d'"],
    ['date_order', 5, "object of type 'int' has no len()"],
    ['date_order', '', 'Datetime instance expected'],
  ])('%s does not take %j', (field, written, message) => {
    expect(faultOf(() => orderWith(field, written))[1]).toBe(message);
  });

  test('what is refused leaves nothing behind', () => {
    const id = make({ ref: 'kept' });
    const count = () => call(PARTNER, 'search_count', [[['name', '=', 'Half']]]);
    expect(faultOf(() => call(PARTNER, 'write', [[id, NO_SUCH], { ref: 'half' }]))).toEqual([
      'odoo.exceptions.MissingError',
      `Record does not exist or has been deleted.\n(Record: res.partner(${NO_SUCH},), User: 2)`,
    ]);
    expect(faultOf(() => call(PARTNER, 'create', [[{ name: 'Half' }, { name: false }]]))[0]).toBe(
      'odoo.exceptions.ValidationError',
    );
    const broken = {
      name: 'Half',
      child_ids: [
        [0, 0, { name: 'Half' }],
        [4, NO_SUCH],
      ],
    };
    expect(faultOf(() => call(PARTNER, 'create', [broken]))[0]).toBe('odoo.exceptions.MissingError');
    expect([count(), readOne(PARTNER, id, 'ref')]).toEqual([0, { id, ref: 'kept' }]);
  });

  test('a missing record passes unnoticed where no record rule looks at it', () => {
    expect(call(CATEGORY, 'write', [[NO_SUCH], { name: 'x' }])).toBe(true);
    expect(call(CATEGORY, 'unlink', [[NO_SUCH]])).toBe(true);
    expect(call(PARTNER, 'write', [[], { name: 'x' }])).toBe(true);
  });

  test('trees have no circles', () => {
    const parent = make({});
    const child = make({ parent_id: parent });
    expect(faultOf(() => call(PARTNER, 'write', [[parent], { parent_id: child }]))).toEqual([
      'odoo.exceptions.ValidationError',
      'You cannot create recursive Partner hierarchies.',
    ]);
    expect(faultOf(() => call(CATEGORY, 'write', [[1], { parent_id: 1 }]))).toEqual([
      'odoo.exceptions.UserError',
      'Recursion Detected.',
    ]);
  });

  test('links hold what they point to', () => {
    expect(faultOf(() => make({ user_id: NO_SUCH }))[0]).toBe('odoo.exceptions.ValidationError');
    expect(faultOf(() => make({ category_id: [[4, NO_SUCH]] }))[1]).toContain(
      'res_partner_res_partner_category_rel_category_id_fkey',
    );
    expect(faultOf(() => call('res.country', 'unlink', [[1]]))[0]).toBe('odoo.exceptions.ValidationError');
    const users = version === 19 ? 'odoo.exceptions.RedirectWarning' : 'odoo.exceptions.ValidationError';
    expect(faultOf(() => call(PARTNER, 'unlink', [[3]]))[0]).toBe(users);
    const tagged = make({ category_id: [[0, 0, { name: 'Short-lived' }]], user_id: 2 });
    call(CATEGORY, 'unlink', [call(CATEGORY, 'search', [[['name', '=', 'Short-lived']]]) ?? []]);
    expect(readOne(PARTNER, tagged, 'category_id')).toEqual({ id: tagged, category_id: [] });
  });

  test('a picture has to be one', () => {
    const text = Buffer.from('not an image').toString('base64');
    expect(faultOf(() => make({ image_1920: text }))[0]).toBe('odoo.exceptions.UserError');
    const company = readOne(PARTNER, 1, 'image_1920');
    expect(company).toMatchObject({ image_1920: expect.stringMatching(/^iVBOR/) });
    const rows = call(PARTNER, 'read', [[1], ['image_1920']], { context: { bin_size: true } });
    expect(rows).toEqual([{ id: 1, image_1920: '70.00 bytes' }]);
  });

  test('a user with few rights', () => {
    const group = version === 19 ? 'Access Rights' : 'Administration/Access Rights';
    expect(faultOf(() => callAsDemo('res.company', 'write', [[1], { name: 'x' }]))).toEqual([
      'odoo.exceptions.AccessError',
      "You are not allowed to modify 'Companies' (res.company) records.\n\n" +
        `This operation is allowed for the following groups:\n\t- ${group}\n\n` +
        'Contact your administrator to request access if necessary.',
    ]);
    expect(callAsDemo(PARTNER, 'create', [{ name: 'By demo' }])).toEqual(expect.any(Number));
    expect(faultOf(() => callAsDemo(ORDER, 'unlink', [[1]]))[0]).toBe('odoo.exceptions.AccessError');
    expect(callAsDemo('res.company', 'check_access_rights', ['write', false])).toBe(false);
    expect(callAsDemo('res.company', 'check_access_rights', ['read', false])).toBe(true);
  });

  test('the seed is the same at every start', () => {
    const rows = ({ call }: Pick<ReturnType<typeof smallDatabase>, 'call'>) =>
      JSON.stringify([call(PARTNER, 'search_read', [[]]), call(ORDER, 'search_read', [[]])]);
    expect(rows(smallDatabase(version))).toBe(rows(smallDatabase(version)));
    expect(smallDatabase(version, 40).call(PARTNER, 'search_count', [[]])).toBe(40);
    expect(database.version).toBe(version);
  });
});

test('notes are html in 19, plain text in 14', () => {
  const note = (version: 14 | 19, comment: string) => {
    const { call } = smallDatabase(version);
    const rows = call(PARTNER, 'read', [[Number(call(PARTNER, 'create', [{ name: 'x', comment }]))], ['comment']]);
    return Array.isArray(rows) ? rows[0] : rows;
  };
  expect(note(19, 'hello')).toMatchObject({ comment: '<p>hello</p>' });
  expect(note(19, '<p>x</p><script>1</script>')).toMatchObject({ comment: '<p>x</p>' });
  expect(note(14, 'hello <b>x</b>')).toMatchObject({ comment: 'hello <b>x</b>' });
});

test("19's partners look an unknown field up before anything else", () => {
  const { call } = smallDatabase(19);
  expect(faultOf(() => call(PARTNER, 'write', [[1], { foo: 1 }]))).toEqual(['builtins.KeyError', 'foo']);
  expect(faultOf(() => call(PARTNER, 'create', [{ foo: 1 }]))[1]).toBe("Invalid field 'foo' in 'res.partner'");
  expect(faultOf(() => call(CATEGORY, 'write', [[1], { foo: 1 }]))[1]).toBe(
    "Invalid field 'foo' in 'res.partner.category'",
  );
  const in14 = smallDatabase(14);
  expect(faultOf(() => in14.call(PARTNER, 'write', [[1], { foo: 1 }]))[1]).toBe(
    "Invalid field 'foo' on model 'res.partner'",
  );
});
