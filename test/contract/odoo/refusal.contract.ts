import {
  Forbidden,
  type GatewayError,
  InvalidArguments,
  NotFound,
  OdooRejected,
  type OdooRecord,
  type Operation,
} from '#libs/contracts';
import { WriterClient } from '#libs/odoo';
import { refusalOf } from './refusal.js';
import { NO_SUCH_ID, only, type Stage } from './stage.js';

type Call = (writer: WriterClient, stage: Stage) => Promise<unknown>;
type Row = readonly [title: string, call: Call];

const partner = 'res.partner';

const PRIVATE = ['_compute_display_name', '_write', '__init__'];

/** Public by their names, and no longer callable from outside. */
const PRIVATE_SINCE_18 = ['browse', 'exists', 'filtered', 'mapped', 'search_fetch', 'sudo', 'with_context'];

const search =
  (...domain: unknown[]): Call =>
  (writer) =>
    writer.search(partner, { domain });

const calling =
  (method: string, operation: Partial<Operation> = {}): Call =>
  (writer) =>
    writer.call({ model: partner, method, args: [], kwargs: {}, ...operation });

const ARGUMENTS: readonly Row[] = [
  ['an operator that is none', search(['name', 'resembles', 'x'])],
  ['a condition of one part', search(['name'])],
  ['a condition of two parts', search(['name', '='])],
  ['a parameter that the method does not have', calling('search_read', { kwargs: { no_such_parameter: 1 } })],
  ['an argument given twice', calling('search_read', { args: [[]], kwargs: { domain: [] } })],
  ['more arguments than the method takes', calling('fields_get', { args: [[], [], [], [], []] })],
  ['an argument that is missing', calling('write', { args: [[1]] })],
];

const writing =
  (values: OdooRecord): Call =>
  (writer, stage) =>
    writer.write(partner, stage.partnerIds('ada'), values);

const WRONG_VALUES: readonly Row[] = [
  ['a word for a number', writing({ color: 'many' })],
  ['a choice that is none', writing({ type: 'no_such_type' })],
  ['a number for tags', writing({ category_id: 5 })],
  ['a word for tags', writing({ category_id: 'wood' })],
  ['a character that PostgreSQL cannot keep', writing({ function: 'a\0b' })],
  [
    'a moment as others write it',
    (writer, stage) =>
      writer.create('sale.order', [
        { partner_id: stage.id('ada'), client_order_ref: stage.token, date_order: '2031-01-02T03:04:05Z' },
      ]),
  ],
  ['a word for a number in a domain', search(['color', '=', 'many'])],
];

const UNKNOWN_FIELD: readonly Row[] = [
  ['a domain', search(['no_such_field', '=', 'x'])],
  ['a dotted path', search(['country_id.no_such_field', '=', 'x'])],
  ['the fields of read', (writer, stage) => writer.read(partner, stage.partnerIds('ada'), ['no_such_field'])],
  [
    'the fields of search_read',
    (writer) => writer.searchRead(partner, { domain: [], fields: ['no_such_field'], limit: 1 }),
  ],
  ['the values of create', (_writer, stage) => stage.createPartner({ name: 'x', no_such_field: 1 })],
  ['the values of write', (writer, stage) => writer.write(partner, stage.partnerIds('ada'), { no_such_field: 1 })],
  ['an order', (writer) => writer.search(partner, { domain: [], order: 'no_such_field' })],
];

const MISSING: readonly Row[] = [
  ['write', (writer) => writer.write(partner, [NO_SUCH_ID], { name: 'x' })],
  [
    'write, beside one that exists',
    (writer, stage) => writer.write(partner, [stage.id('ada'), NO_SUCH_ID], { name: 'x' }),
  ],
  ['unlink', (writer) => writer.unlink(partner, [NO_SUCH_ID])],
];

const RULES: readonly Row[] = [
  [
    'a partner above itself',
    (writer, stage) => writer.write(partner, stage.partnerIds('atelier'), { parent_id: stage.id('ada') }),
  ],
  ['a tag without a name', (writer) => writer.create('res.partner.category', [{ name: false }])],
  ['a tag under one that does not exist', (_writer, stage) => stage.createTag('lost', { parent_id: NO_SUCH_ID })],
  [
    'the contact of a user who logs in',
    async (writer) => {
      const domain = [['login', '=', 'admin']];
      const user = only(await writer.searchRead('res.users', { domain, fields: ['partner_id'] }));
      const [contact] = user['partner_id'] as [number, string];
      return writer.unlink(partner, [contact]);
    },
  ],
  ['an order that is none', (writer) => writer.search(partner, { domain: [], order: 'name; drop table' })],
];

export function refusalContract(stage: Stage): void {
  const refused = (call: Call, connection = stage.admin): Promise<GatewayError> =>
    refusalOf(call(new WriterClient(connection), stage));

  describe('refuses', () => {
    test('a model that does not exist', async () => {
      const error = await refused((writer) => writer.searchCount('no.such.model', []));
      expect(error).toBeInstanceOf(NotFound);
      expect(error).toMatchObject({ code: 'not_found', layer: 'odoo', httpStatus: 404 });
      expect(error.message).toBe('The model no.such.model does not exist in this Odoo.');
    });

    test('a method that does not exist', async () => {
      const error = await refused(calling('no_such_method'));
      expect(error).toBeInstanceOf(NotFound);
      expect(error).toMatchObject({ code: 'not_found', layer: 'odoo', httpStatus: 404 });
      expect(error.message).toBe('The method no_such_method does not exist on res.partner.');
    });

    test.each(stage.major === 19 ? [...PRIVATE, ...PRIVATE_SINCE_18] : PRIVATE)(
      'the private method %s',
      async (method) => {
        const error = await refused(calling(method, { kwargs: { ids: stage.partnerIds('ada') } }));
        expect(error).toBeInstanceOf(Forbidden);
        expect(error).toMatchObject({ code: 'forbidden', layer: 'method', httpStatus: 403 });
        expect(error.message).toContain(method);
      },
    );

    test.each([...ARGUMENTS, ...WRONG_VALUES])('%s', async (_title, call) => {
      const error = await refused(call);
      expect(error).toBeInstanceOf(InvalidArguments);
      expect(error).toMatchObject({ code: 'invalid_arguments', layer: 'arguments', httpStatus: 400 });
    });

    test.each(UNKNOWN_FIELD)('an unknown field in %s', async (_title, call) => {
      const error = await refused(call);
      expect(error).toBeInstanceOf(InvalidArguments);
      expect(error).toMatchObject({ code: 'invalid_arguments', layer: 'arguments' });
      expect(error.message).toContain('no_such_field');
    });

    test.each(MISSING)('a missing record: %s', async (_title, call) => {
      const error = await refused(call);
      expect(error).toBeInstanceOf(NotFound);
      expect(error).toMatchObject({ code: 'not_found', layer: 'odoo' });
      expect(error.message).toContain(partner);
    });

    test.each(RULES)('by a rule: %s', async (_title, call) => {
      const error = await refused(call);
      expect(error).toBeInstanceOf(OdooRejected);
      expect(error).toMatchObject({ code: 'odoo_rejected', layer: 'odoo', httpStatus: 422, retryable: false });
      expect(error.hint).toBe('Odoo refused this by a business rule.');
      // What Odoo's web client would open next is not for others.
      expect(error.message).not.toContain('ir.actions');
    });

    test('what the database cannot do, without its words', async () => {
      const error = await refused((writer) => writer.search(partner, { domain: [], limit: -1 }));
      expect(error).toBeInstanceOf(OdooRejected);
      expect(error).toMatchObject({ code: 'odoo_rejected', layer: 'odoo' });
      expect(error.message).not.toContain('LIMIT');
    });

    test('and does nothing of what it refuses', async () => {
      const ids = [stage.id('ada'), NO_SUCH_ID];
      await refused((writer) => writer.write(partner, ids, { function: 'Half done' }));
      expect(await stage.readOne(partner, stage.id('ada'), ['function'])).toMatchObject({ function: 'Buyer' });
      const lines: OdooRecord[] = [{ name: `${stage.token} kept?` }, { name: false }];
      await refused((writer) => writer.create('res.partner.category', lines));
      const domain = [['name', '=', `${stage.token} kept?`]];
      expect(await stage.reader.searchCount('res.partner.category', domain)).toBe(0);
    });
  });

  describe('refuses a user with few rights', () => {
    const FORBIDDEN: readonly Row[] = [
      ['to write a company', (writer) => writer.write('res.company', [1], { name: 'x' })],
      ['to create a company', (writer) => writer.create('res.company', [{ name: 'x' }])],
      ['to delete a country', (writer, stage) => writer.unlink('res.country', [stage.id('BE')])],
    ];
    /** On 14 everybody may read them. */
    const FORBIDDEN_SINCE_19: readonly Row[] = [['to read the models', (writer) => writer.searchCount('ir.model', [])]];

    test.each(stage.major === 19 ? [...FORBIDDEN, ...FORBIDDEN_SINCE_19] : FORBIDDEN)('%s', async (_title, call) => {
      const error = await refused(call, stage.demo);
      expect(error).toBeInstanceOf(Forbidden);
      expect(error).toMatchObject({ code: 'forbidden', layer: 'odoo', httpStatus: 403 });
      expect(error.message).toMatch(/^The gateway's Odoo user may not \w+ on [\w.]+\.$/);
    });
  });
}
