import { principal } from '../../../test/fixtures/principals.js';
import { clients, type Models, RecordingOdoo } from '../../../test/fixtures/recording-odoo.js';
import { RecordingTrail } from '../../../test/fixtures/recording-trail.js';
import type { AccessRules, Operation } from '#libs/contracts';
import { GuardedOdoo } from './guarded-odoo.js';

const models: Models = {
  'res.partner': {
    id: 'integer',
    name: 'char',
    sale_order_ids: 'one2many sale.order',
    child_ids: 'one2many res.partner',
  },
  'sale.order': {
    id: 'integer',
    name: 'char',
    partner_id: 'many2one res.partner',
    order_line: 'one2many sale.order.line',
    tag_ids: 'many2many crm.tag',
  },
  'sale.order.line': { id: 'integer', name: 'char', order_id: 'many2one sale.order' },
  'crm.tag': { id: 'integer', name: 'char' },
};

const model = 'sale.order';
const limits = { maxLeaves: 20, maxDepth: 3, fileBytes: 1000 };

/** Every method that takes values, writing these; and the tools' way, which is `create` and `write`. */
function everyWay(values: Record<string, unknown>): Operation[] {
  const defaults = Object.fromEntries(Object.entries(values).map(([name, value]) => [`default_${name}`, value]));
  return [
    { model, method: 'write', args: [[1], values], kwargs: {} },
    { model, method: 'write', args: [], kwargs: { ids: [1], vals: values } },
    { model, method: 'create', args: [values], kwargs: {} },
    { model, method: 'create', args: [[{ name: 'x' }, values]], kwargs: {} },
    { model, method: 'create', args: [], kwargs: { vals_list: [values] } },
    { model, method: 'copy', args: [[1], values], kwargs: {} },
    { model, method: 'web_save', args: [[1], values, { id: {} }], kwargs: {} },
    { model, method: 'web_save', args: [[], values, { id: {} }], kwargs: {} },
    { model, method: 'create', args: [{ name: 'x' }], kwargs: { context: defaults } },
    { model, method: 'action_confirm', args: [[1]], kwargs: { context: defaults } },
    { model: 'res.partner', method: 'write', args: [[1], { sale_order_ids: [[1, 5, values]] }], kwargs: {} },
    { model: 'res.partner', method: 'create', args: [{ sale_order_ids: [[0, 0, values]] }], kwargs: {} },
    {
      model: 'res.partner',
      method: 'write',
      args: [[1], { child_ids: [[1, 2, { sale_order_ids: [[1, 5, values]] }]] }],
      kwargs: {},
    },
  ];
}

describe('METHODS_DENY and the records in values', () => {
  let odoo: RecordingOdoo;

  beforeEach(() => {
    odoo = new RecordingOdoo(models);
  });

  /** What the policy says to a call, and whether Odoo has heard of it. */
  async function outcome(operation: Operation, rules: Partial<AccessRules>): Promise<string> {
    const port = new GuardedOdoo(odoo, clients, limits, new RecordingTrail()).executor(
      principal('readwrite', rules),
    ).odoo;
    const refusal = await port.call(operation).then(
      () => undefined,
      (error: { rule?: string; message: string }) => error.rule ?? error.message,
    );
    return `${refusal ?? 'allowed'}${odoo.operations.length > 0 ? ', sent' : ''}`;
  }

  const CREATE = [
    [[0, 0, { name: 'x' }]],
    [[0, 0, {}]],
    [
      [4, 7],
      [0, '', { name: 'x' }],
    ],
  ];
  const CHANGE = [[[1, 7, { name: 'x' }]], [[1, 7, {}]]];
  const DELETE = [
    [[2, 7]],
    [[2, 7, 0]],
    [
      [0, 0, {}],
      [2, 7],
    ],
  ];

  it.each<[string, string, unknown[]]>([
    ['create', 'order_line', CREATE],
    ['create', 'tag_ids', CREATE],
    ['write', 'order_line', [...CHANGE, [[3, 7]], [[4, 7]], [[4, 7, 0]], [[6, 0, [7]]], [7]]],
    ['write', 'tag_ids', CHANGE],
    ['unlink', 'order_line', [...DELETE, [[3, 7]]]],
    ['unlink', 'tag_ids', DELETE],
  ])('reaches %s by %s, whatever method takes the values', async (method, field, attacks) => {
    const at = field === 'tag_ids' ? 'crm.tag' : 'sale.order.line';
    for (const value of attacks) {
      for (const operation of everyWay({ [field]: value })) {
        const denied = { methodsDeny: [`${at}:${method}`] };
        expect([operation, await outcome(operation, denied)]).toEqual([operation, 'METHODS_DENY']);
      }
    }
  });

  it.each<[string, unknown]>([
    ['write', [[5]]],
    ['write', false],
    ['write', null],
    ['unlink', [[5]]],
    ['unlink', [[6, 0, []]]],
    ['unlink', [[6, 0, [7]]]],
    ['unlink', [7]],
    ['unlink', false],
  ])('reaches %s by a list of lines that becomes %j', async (method, order_line) => {
    for (const values of [{ order_line }, { partner_id: 1, order_line }]) {
      const operation = { model, method: 'write', args: [[1], values], kwargs: {} };
      expect(await outcome(operation, { methodsDeny: [`sale.order.line:${method}`] })).toBe('METHODS_DENY');
    }
  });

  it.each<[string, string, unknown]>([
    [
      'sale.order.line:create',
      'order_line',
      [
        [1, 7, { name: 'x' }],
        [2, 8],
        [4, 9],
      ],
    ],
    ['sale.order.line:write', 'order_line', [[0, 0, { name: 'x' }]]],
    [
      'sale.order.line:unlink',
      'order_line',
      [
        [0, 0, { name: 'x' }],
        [1, 7, { name: 'x' }],
        [4, 9],
      ],
    ],
    ['crm.tag:write', 'tag_ids', [[4, 7], [3, 8], [6, 0, [7]], [5], [0, 0, { name: 'x' }]]],
    ['crm.tag:write', 'tag_ids', [7, 8]],
    ['crm.tag:unlink', 'tag_ids', [[3, 7], [5]]],
    ['crm.tag:unlink', 'tag_ids', false],
    ['crm.tag:create', 'order_line', [[0, 0, { name: 'x' }]]],
  ])('%s leaves alone what does something else: %s of %j', async (entry, field, value) => {
    const operation = { model, method: 'write', args: [[1], { [field]: value }], kwargs: {} };
    expect(await outcome(operation, { methodsDeny: [entry] })).toBe('allowed, sent');
  });

  it.each<[string, string, unknown[], string]>([
    ['create', 'copy', [[1]], 'METHODS_DENY'],
    ['create', 'name_create', ['x'], 'METHODS_DENY'],
    ['create', 'web_save', [[], {}, { id: {} }], 'METHODS_DENY'],
    ['create', 'web_save', [[1], {}, { id: {} }], 'allowed, sent'],
    ['write', 'web_save', [[1], {}, { id: {} }], 'METHODS_DENY'],
    ['write', 'web_save', [[], {}, { id: {} }], 'allowed, sent'],
    ['write', 'copy', [[1]], 'allowed, sent'],
  ])('of %s means %s, too, where it does that: %j', async (denied, method, args, expected) => {
    const rules = { methodsDeny: [`${model}:${denied}`] };
    expect(await outcome({ model, method, args, kwargs: {} }, rules)).toBe(expected);
  });

  it('says what the call would do, and where', async () => {
    const port = new GuardedOdoo(odoo, clients, limits, new RecordingTrail()).writer(
      principal('readwrite', { methodsDeny: ['create'] }),
    ).odoo;
    await expect(port.write(model, [1], { order_line: [[0, 0, {}]] })).rejects.toMatchObject({
      layer: 'method',
      message: 'This call would create records of sale.order.line, which is denied.',
    });
  });
});
