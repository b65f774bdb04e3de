import { failureOf } from '../../../../test/fixtures/failure-of.js';
import { principal } from '../../../../test/fixtures/principals.js';
import { clients, type Models, RecordingOdoo } from '../../../../test/fixtures/recording-odoo.js';
import { noFiles } from '../../../../test/fixtures/absent-ports.js';
import { toolLimits } from '../../../../test/fixtures/tool-limits.js';
import type { RecordFiles, ReportDescription, ResourceContext, ResourceDefinition } from '#libs/contracts';
import { resourceCatalog } from '../resource-catalog.js';
import { companiesResource } from './companies.resource.js';
import { configResource } from './config.resource.js';
import { modelResource } from './model.resource.js';
import { modelsResource } from './models.resource.js';
import { recordResource } from './record.resource.js';
import { reportResource } from './report.resource.js';
import { usersResource } from './users.resource.js';

const models: Models = {
  'res.partner': { id: 'integer', display_name: 'char', email: 'char', comment: 'html' },
};

const MODELS = ['sale.order', 'res.partner', 'res.users', 'account.order.tag'].map((model) => ({ model, name: model }));

const report: ReportDescription = { reportName: 'sale.report', title: 'Order', model: 'sale.order', stores: false };

describe('resources', () => {
  let odoo: RecordingOdoo;

  beforeEach(() => {
    odoo = new RecordingOdoo(models);
  });

  const contextWith = (files: Partial<RecordFiles> = {}, version = '19.0'): ResourceContext => ({
    odoo: clients.reader(odoo),
    schema: odoo.schema,
    files: { ...noFiles, ...files },
    serverInfo: async () => ({ version, major: Number.parseInt(version, 10) }),
    principal: principal('readonly'),
    limits: toolLimits({ fileBytes: 10 }),
    effectOf: async () => 'read',
  });

  async function read(
    resource: ResourceDefinition,
    parameters: Record<string, string> = {},
    context = contextWith(),
  ): Promise<unknown> {
    const { mimeType, text = '' } = await resource.read(parameters, context);
    expect(mimeType).toBe(resource.mimeType);
    return JSON.parse(text);
  }

  it('each say in one line what they hold, and complete only what their address has', () => {
    for (const { uri, name, description, complete = {} } of resourceCatalog) {
      expect(uri).toMatch(/^odoo:\/\/[a-z]+/);
      expect(`${name}: ${description}`.length).toBeLessThan(140);
      for (const parameter of Object.keys(complete)) expect(uri).toContain(`{${parameter}}`);
    }
    expect(new Set(resourceCatalog.map(({ uri }) => uri)).size).toBe(resourceCatalog.length);
  });

  it('odoo://models lists what the narrow door lists', async () => {
    expect(await read(modelsResource, {}, contextWith({ models: async () => MODELS }))).toEqual({ models: MODELS });
    expect(odoo.operations).toEqual([]);
  });

  it('odoo://models/{model} describes fields', async () => {
    odoo.answer = () => odoo.fieldsOf('res.partner');
    expect(await read(modelResource, { model: 'res.partner' })).toMatchObject({
      model: 'res.partner',
      fields: { email: { type: 'char' } },
    });
    const attributes = ['string', 'type', 'required', 'readonly', 'relation', 'selection', 'store'];
    expect(odoo.operations).toEqual([{ model: 'res.partner', method: 'fields_get', args: [], kwargs: { attributes } }]);
  });

  it.each([
    ['users', usersResource, 'res.users', ['id', 'name', 'login', 'active', 'company_id']],
    ['companies', companiesResource, 'res.company', ['id', 'name', 'currency_id', 'country_id', 'parent_id']],
  ] as const)('odoo://%s reads a few fields, in order and not without end', async (name, resource, model, fields) => {
    odoo.answer = () => [{ id: 1, name: 'x' }];
    expect(await read(resource)).toEqual({ [name]: [{ id: 1, name: 'x' }] });
    const kwargs = { fields: [...fields], limit: 100, order: 'id' };
    expect(odoo.operations).toEqual([{ model, method: 'search_read', args: [[]], kwargs }]);
  });

  it.each([
    ['19.0', 'community'],
    ['19.0+e', 'enterprise'],
    ['saas~18.2+e', 'enterprise'],
  ])('odoo://config tells what runs: %s is %s', async (version, edition) => {
    odoo.answer = ({ model }) =>
      model === 'res.lang'
        ? [{ id: 3, code: 'fr_FR', name: 'French' }]
        : [{ id: 1, name: 'Ours', currency_id: [1, 'EUR'], country_id: [2, 'Belgium'] }];
    const files = {
      modules: async () => ['base', 'sale'],
      userContext: async () => ({ lang: 'fr_FR', timezone: 'Europe/Brussels' }),
    };
    expect(await read(configResource, {}, contextWith(files, version))).toMatchObject({
      version,
      edition,
      modules: ['base', 'sale'],
      languages: [{ code: 'fr_FR', name: 'French' }],
      timezone: 'Europe/Brussels',
      company: 'Ours',
      currency: [1, 'EUR'],
      mode: 'readonly',
    });
  });

  describe('odoo://records/{model}/{id}', () => {
    it('reads the telling fields of one record', async () => {
      odoo.answer = () => [{ id: 7, display_name: 'x' }];
      expect(await read(recordResource, { model: 'res.partner', id: '7' })).toEqual({
        model: 'res.partner',
        record: { id: 7, display_name: 'x' },
      });
      expect(odoo.operations).toEqual([
        { model: 'res.partner', method: 'read', args: [[7]], kwargs: { fields: ['id', 'display_name', 'email'] } },
      ]);
    });

    it('says that there is none', async () => {
      expect(await failureOf(read(recordResource, { model: 'res.partner', id: '7' }))).toMatchObject({
        code: 'not_found',
        message: 'res.partner has no record 7, or none that may be read.',
      });
    });

    it.each(['0', '-1', '1.5', '1e3', 'x', '07', ' 7', '1,2', '', '99999999999999999999'])(
      'takes %j for no id, and asks nothing',
      async (id) => {
        expect(await failureOf(read(recordResource, { model: 'res.partner', id }))).toMatchObject({
          code: 'invalid_arguments',
        });
        expect([odoo.operations, odoo.asked]).toEqual([[], []]);
      },
    );
  });

  describe('odoo://reports/{report}/{ids}', () => {
    const bytes = new Uint8Array([1, 2, 3]);

    it('prints the report of that name', async () => {
      const printed: unknown[] = [];
      const context = contextWith({
        findReports: async (name) => (name === 'sale.report' ? [report] : []),
        report: async (...asked) => {
          printed.push(asked);
          return { bytes, mimeType: 'application/pdf' };
        },
      });
      expect(await reportResource.read({ report: 'sale.report', ids: '1,2' }, context)).toEqual({
        mimeType: 'application/pdf',
        blob: 'AQID',
      });
      expect(printed).toEqual([[report, [1, 2], 'pdf']]);
    });

    it.each<[string, readonly ReportDescription[], number, string]>([
      ['there is none', [], 3, 'not_found'],
      ['there are several', [report, report], 3, 'invalid_arguments'],
      ['it is too large', [report], 11, 'payload_too_large'],
    ])('refuses where %s', async (_what, found, size, code) => {
      const context = contextWith({
        findReports: async () => [...found],
        report: async () => ({ bytes: new Uint8Array(size), mimeType: 'application/pdf' }),
      });
      const reading = reportResource.read({ report: 'x.y', ids: '1' }, context);
      expect((await failureOf(reading)).code).toBe(code);
    });

    it.each(['0', '1,', ',1', '1,,2', '1;2', '1.5', 'x', '', '9007199254740993'])(
      'takes %j for no ids',
      async (ids) => {
        const reading = reportResource.read({ report: 'sale.report', ids }, contextWith());
        expect((await failureOf(reading)).code).toBe('invalid_arguments');
      },
    );
  });
});
