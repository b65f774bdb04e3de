import { noFiles } from '../../../../test/fixtures/absent-ports.js';
import { failureOf } from '../../../../test/fixtures/failure-of.js';
import { principal } from '../../../../test/fixtures/principals.js';
import { toolLimits } from '../../../../test/fixtures/tool-limits.js';
import { clients, RecordingOdoo } from '../../../../test/fixtures/recording-odoo.js';
import type { Completer, CompletionContext, FoundValues, RecordFiles, ReportDescription } from '#libs/contracts';
import { fieldsCompleter } from './fields.completer.js';
import { modelCompleter } from './model.completer.js';
import { recordIdCompleter, reportRecordIdsCompleter } from './record-id.completer.js';
import { recordNameCompleter } from './record-name.completer.js';
import { reportCompleter } from './report.completer.js';

const MODELS = ['sale.order', 'res.partner', 'res.users', 'account.order.tag'].map((model) => ({ model, name: model }));

const reportOf = (model: string): ReportDescription => ({ reportName: 'x.y', title: 'X', model, stores: false });

const numbers = (length: number): number[] => Array.from({ length }, (_, index) => 1000 - index);

describe('completers', () => {
  let odoo: RecordingOdoo;
  let files: Partial<RecordFiles>;

  beforeEach(() => {
    odoo = new RecordingOdoo({
      'res.partner': {
        name: 'char',
        email: 'char',
        email_formatted: 'char',
        parent_email: 'char',
        write_date: 'datetime',
      },
      'sale.report': { name: 'char' },
    });
    files = { models: async () => MODELS };
  });

  async function complete(
    completer: Completer,
    typed: string,
    others: CompletionContext['others'] = {},
  ): Promise<FoundValues> {
    return completer.find(typed, {
      odoo: clients.reader(odoo),
      schema: odoo.schema,
      files: { ...noFiles, ...files },
      serverInfo: () => odoo.serverInfo(),
      principal: principal('readonly'),
      limits: toolLimits({ fileBytes: 10 }),
      effectOf: async () => 'read',
      others,
    });
  }

  describe('of models', () => {
    it.each([
      ['', ['account.order.tag', 'res.partner', 'res.users', 'sale.order']],
      ['res', ['res.partner', 'res.users']],
      ['order', ['account.order.tag', 'sale.order']],
      ['sale.order', ['sale.order']],
      ['zebra', []],
    ])('offers those that begin with %j before those that hold it', async (typed, values) => {
      expect(await complete(modelCompleter, typed)).toEqual({ values, more: false });
    });
  });

  describe('of fields', () => {
    it.each([
      ['', ['email', 'email_formatted', 'name', 'parent_email', 'write_date']],
      ['email', ['email', 'email_formatted', 'parent_email']],
      ['name,email_', ['name,email_formatted']],
      ['name, email', ['name, email', 'name, email_formatted', 'name, parent_email']],
      ['email, name,email', ['email, name,email_formatted', 'email, name,parent_email']],
      ['name,zebra', []],
    ])('offers the last of a list: %j', async (typed, values) => {
      expect(await complete(fieldsCompleter, typed, { model: 'res.partner' })).toEqual({ values, more: false });
    });

    it.each<Record<string, string>>([{}, { model: '' }])(
      'offers nothing before the model is named: %j',
      async (others) => {
        expect(await complete(fieldsCompleter, 'na', others)).toEqual({ values: [], more: false });
        expect(odoo.asked).toEqual([]);
      },
    );
  });

  describe('of ids', () => {
    const others = { model: 'res.partner' };

    it.each([
      ['', ['12', '7', '123']],
      ['12', ['12', '123']],
      ['9', []],
    ])('offers those of the records changed last that begin with %j', async (typed, values) => {
      odoo.answer = () => [12, 7, 123];
      expect(await complete(recordIdCompleter, typed, others)).toEqual({ values, more: false });
      expect(odoo.operations).toEqual([
        {
          model: 'res.partner',
          method: 'search',
          args: [[]],
          kwargs: { order: 'write_date desc, id desc', limit: 101 },
        },
      ]);
    });

    it('goes by ids where a model does not know when it was changed', async () => {
      await complete(recordIdCompleter, '', { model: 'sale.report' });
      expect(odoo.operations).toMatchObject([{ kwargs: { order: 'id desc' } }]);
    });

    it('offers those of records that are called so', async () => {
      odoo.answer = () => [
        [14, 'Azure Interior'],
        [27, 'Azure Interior, Brandon'],
      ];
      expect(await complete(recordIdCompleter, String.raw`azure\ `, others)).toEqual({
        values: ['14', '27'],
        more: false,
      });
      expect(odoo.operations).toMatchObject([{ method: 'name_search', args: [String.raw`azure\\`, [], 'ilike', 101] }]);
    });

    it.each(['', 'azure'])('says that there are more, and how many it looked at: %j', async (typed) => {
      const ids = numbers(101);
      odoo.answer = ({ method }) => (method === 'search' ? ids : ids.map((id) => [id, 'Azure']));
      const { values, more } = await complete(recordIdCompleter, typed, others);
      expect([values.length, more]).toEqual([100, true]);
    });

    it.each<Record<string, string>>([{}, { model: '' }])(
      'offers nothing before the model is named: %j',
      async (none) => {
        expect(await complete(recordIdCompleter, '1', none)).toEqual({ values: [], more: false });
        expect([odoo.operations, odoo.asked]).toEqual([[], []]);
      },
    );
  });

  describe('of the ids of a report', () => {
    const others = { report: 'x.y' };

    beforeEach(() => {
      odoo.answer = () => [12, 7, 123];
      files = { findReports: async () => [reportOf('res.partner')] };
    });

    it.each([
      ['1', ['12', '123']],
      ['7,1', ['7,12', '7,123']],
      ['12,7,', ['12,7,123']],
      ['x,1', []],
    ])('offers the last of a list, of the model that it is about: %j', async (typed, values) => {
      expect(await complete(reportRecordIdsCompleter, typed, others)).toEqual({ values, more: false });
      for (const { model } of odoo.operations) expect(model).toBe('res.partner');
    });

    it.each<[string, Record<string, string>, ReportDescription[]]>([
      ['no report is named', {}, [reportOf('res.partner')]],
      ['there is none', others, []],
      ['several are called so', others, [reportOf('res.partner'), reportOf('sale.order')]],
    ])('offers nothing where %s', async (_what, named, found) => {
      files = { findReports: async () => found };
      expect(await complete(reportRecordIdsCompleter, '1', named)).toEqual({ values: [], more: false });
      expect(odoo.operations).toEqual([]);
    });
  });

  describe('of reports', () => {
    it('offers names that begin so, with nothing in them that means something else', async () => {
      odoo.answer = () => [{ id: 1, report_name: 'sale.report', model: 'sale.order' }];
      expect(await complete(reportCompleter, 'sa%_\\')).toEqual({ values: ['sale.report'], more: false });
      expect(odoo.operations).toMatchObject([
        { model: 'ir.actions.report', args: [[['report_name', '=like', 'sa\\%\\_\\\\%']]], kwargs: { limit: 101 } },
      ]);
    });

    it('offers each once, and none about a model that is closed', async () => {
      odoo.answer = () => [
        { id: 1, report_name: 'sale.report', model: 'sale.order' },
        { id: 2, report_name: 'sale.report', model: 'sale.order' },
        { id: 3, report_name: 'secret.report', model: 'secret.model' },
      ];
      expect(await complete(reportCompleter, '')).toEqual({ values: ['sale.report'], more: false });
    });
  });

  describe('of names', () => {
    const customers = recordNameCompleter('res.partner', 'customers', [['is_company', '=', true]]);

    it('offers what Odoo finds, each once, and none that an argument could not hold', async () => {
      odoo.answer = () => [
        [1, 'Azure Interior'],
        [2, 'Azure Interior'],
        [3, 'Azure\nInterior'],
        [4, 'a'.repeat(129)],
        [5, ''],
      ];
      expect(await complete(customers, 'az')).toEqual({ values: ['Azure Interior'], more: false });
      expect(odoo.operations).toMatchObject([
        { model: 'res.partner', method: 'name_search', args: ['az', [['is_company', '=', true]], 'ilike', 101] },
      ]);
    });

    it('says that there are more', async () => {
      odoo.answer = () => numbers(101).map((id) => [id, `Azure ${id}`]);
      const { values, more } = await complete(customers, 'az');
      expect([values.length, more]).toEqual([100, true]);
    });
  });

  it('pass on what the port refuses', async () => {
    const others = { model: 'no.such.model' };
    for (const completer of [fieldsCompleter, recordIdCompleter]) {
      expect(await failureOf(complete(completer, '', others))).toMatchObject({ code: 'not_found' });
    }
  });
});
