import { DirectOdoo } from '../e2e/direct-odoo.js';
import { type RunningGateway, startGateway } from '../fixtures/gateway.js';
import { realOdoo, realOdooSettings } from '../fixtures/real-odoo.js';
import type { DoorAnswer, MethodCall } from './doors/door.js';
import { methodDoors } from './doors/method-doors.js';

const DIGEST = 'digest.digest';
const VARIANT = 'product.product';

/** Fields of a digest and of a variant that are a company's and a product's own. */
const ATTACKS: ReadonlyArray<readonly [what: string, closed: string, call: MethodCall]> = [
  ["a company's currency", 'res.company', { model: DIGEST, method: 'write', args: [[1], { currency_id: 2 }] }],
  ['one of a new digest', 'res.company', { model: DIGEST, method: 'create', args: [{ name: 'x', currency_id: 2 }] }],
  ['one of a copy', 'res.company', { model: DIGEST, method: 'copy', args: [[1], { currency_id: 2 }] }],
  ['a denied name', 'product.template', { model: VARIANT, method: 'write', args: [[1], { name: 'evil' }] }],
  ['a new denied one', 'product.template', { model: VARIANT, method: 'create', args: [{ name: 'evil' }] }],
  ['a denied one to read', 'product.template', { model: VARIANT, method: 'read', args: [[1], ['name']] }],
  ['one to compare with', 'product.template', { model: VARIANT, method: 'search', args: [[['name', '=like', 'a%']]] }],
  ['one to sort by', 'product.template', { model: VARIANT, method: 'search', args: [[]], kwargs: { order: 'name' } }],
  [
    'one to group by',
    'product.template',
    { model: VARIANT, method: 'read_group', args: [[], ['categ_id'], ['categ_id']] },
  ],
];

/** A document of a product is a file: 19 would make one that hangs on any record. */
const FILES_OF_19: typeof ATTACKS = [
  [
    'a new file',
    'ir.attachment',
    {
      model: 'product.document',
      method: 'create',
      args: [{ name: 'evil.txt', res_model: 'res.users', res_id: 2, datas: 'eA==' }],
    },
  ],
  ['a file to read', 'ir.attachment', { model: 'product.document', method: 'search_read', args: [[], ['datas']] }],
];

describe.each([
  [19, [...ATTACKS, ...FILES_OF_19]],
  [14, ATTACKS],
] as const)("fields that are another record's, on Odoo %i", (version, attacks) => {
  let odoo: DirectOdoo;
  let gateway: RunningGateway;
  let send: (call: MethodCall) => Promise<DoorAnswer>;

  beforeAll(async () => {
    const real = realOdoo(version);
    odoo = new DirectOdoo(real, 'admin');
    gateway = await startGateway({
      ...realOdooSettings(real),
      MCP_MODE: 'readwrite',
      MODELS_DENY: 'product.template',
      RATE_LIMIT_REQUESTS: '1000000',
    });
    const [query] = methodDoors;
    if (!query) throw new Error('There is no door for methods.');
    send = await query.open(gateway);
  });

  afterAll(() => gateway.close());

  /** All that the attacks would change. */
  const state = async () => [
    await odoo.searchRead('res.company', [], ['currency_id']),
    await odoo.search(DIGEST, []),
    await odoo.search('product.template', [['name', '=', 'evil']]),
    version === 19 ? await odoo.search('product.document', [['name', '=', 'evil.txt']]) : [],
  ];

  it.each(attacks)('are judged as what they are: %s, of %s', async (_what, closed, call) => {
    const before = await state();
    const { outcome, text } = await send(call);
    expect([outcome, text]).toEqual(['forbidden', expect.stringContaining(`The model ${closed} `)]);
    expect(await state()).toEqual(before);
  });

  it('are no member of descriptions, and what is the own of a record stays', async () => {
    const { outcome, text } = await send({ model: VARIANT, method: 'fields_get', kwargs: { attributes: ['string'] } });
    const names = Object.keys((JSON.parse(text) as { result: object }).result);
    expect([outcome, names.includes('name'), names.includes('default_code')]).toEqual(['ok', false, true]);
    const read = await send({ model: VARIANT, method: 'search_read', args: [[], ['default_code']] });
    expect(read.outcome).toBe('ok');
  });

  it('let the model of an activity be read, which is no secret', async () => {
    const read = { model: 'mail.activity', method: 'search_read', args: [[], ['res_model', 'summary']] };
    expect((await send(read)).outcome).toBe('ok');
  });
});
