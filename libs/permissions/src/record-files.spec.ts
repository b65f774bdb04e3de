import { ONE_ODOO } from '../../../test/fixtures/principals.js';
import {
  Forbidden,
  NotFound,
  type OdooClients,
  type OdooConnection,
  type OdooRecord,
  type Operation,
  type Principal,
  type ReportFormat,
} from '#libs/contracts';
import { ConnectionRecordFiles } from './record-files.js';

const RULES = {
  modelsAllow: [],
  modelsDeny: ['hr.*'],
  fieldsDeny: [],
  methodsDeny: [],
  maxWriteRecords: 100,
  maxUnlinkRecords: 20,
};

/** Answers by model and method, and remembers what was asked; `res.partner` has the records 1 and 2. */
class ScriptedConnection {
  readonly operations: Operation[] = [];
  readonly printed: unknown[][] = [];
  readonly answers = new Map<string, unknown>();
  readonly schema = { fieldsOf: async () => ({}) };
  readonly reports = {
    render: async (name: string, ids: readonly number[], format: ReportFormat) => {
      this.printed.push([name, ids, format]);
      return { bytes: new Uint8Array([1]), mimeType: 'application/pdf' };
    },
  };
  major = 19;

  async call(operation: Operation): Promise<unknown> {
    this.operations.push(operation);
    const answer = this.answers.get(`${operation.model}.${operation.method}`);
    if (answer instanceof Error) throw answer;
    if (answer !== undefined) return answer;
    if (operation.method === 'search') return [1, 2];
    throw new NotFound(`unscripted ${operation.model}.${operation.method}`);
  }

  async check(): Promise<void> {}

  async userContext() {
    return { lang: 'fr_BE', timezone: 'Europe/Brussels' };
  }

  async serverInfo() {
    return { version: `${this.major}.0`, major: this.major };
  }
}

/** As libs/odoo's, which may not be imported here. */
const clients = {
  reader: (caller: OdooConnection) => ({
    searchRead: (model: string, { domain, ...kwargs }: { domain: unknown }) =>
      caller.call({ model, method: 'search_read', args: [domain], kwargs }),
    read: (model: string, ids: number[], fields: string[]) =>
      caller.call({ model, method: 'read', args: [ids], kwargs: { fields } }),
  }),
  writer: (caller: OdooConnection) => ({
    create: (model: string, values: OdooRecord[]) =>
      caller.call({ model, method: 'create', args: [values], kwargs: {} }),
  }),
} as unknown as OdooClients;

const FILE = { id: 7, name: 'a.txt', mimetype: 'text/plain', file_size: 3, res_model: 'res.partner', res_id: 1 };
const REPORT = { reportName: 'account.report_invoice', title: 'Invoices', model: 'res.partner', stores: false };

describe('ConnectionRecordFiles', () => {
  let odoo: ScriptedConnection;
  const allow = async (model: string): Promise<void> => {
    if (model !== 'res.partner') throw new Forbidden(`${model} is protected`, { layer: 'model' });
  };
  const filesOf = (mode: Principal['mode'] = 'readwrite') =>
    new ConnectionRecordFiles(
      odoo,
      { id: 'x', mode, rules: RULES, odoo: ONE_ODOO },
      allow,
      allow,
      { fileBytes: 10 },
      clients,
    );

  beforeEach(() => {
    odoo = new ScriptedConnection();
  });

  it('shows nothing that it works with', () => {
    expect(Reflect.ownKeys(filesOf())).toEqual([]);
  });

  describe('models', () => {
    const rows = ['res.partner', 'ir.cron', 'hr.employee', '_unknown'].map((model) => ({ model, display_name: model }));

    it('leaves out what is hidden, denied, or no model', async () => {
      odoo.answers.set('ir.model.get_available_models', rows);
      expect(await filesOf().models()).toEqual([{ model: 'res.partner', name: 'res.partner' }]);
    });

    it('reads ir.model where there is no other way', async () => {
      odoo.answers.set('ir.model.search_read', [{ model: 'res.partner', name: 'Contact' }]);
      const expected = [{ model: 'res.partner', name: 'Contact' }];
      expect(await filesOf().models()).toEqual(expected);
      odoo.major = 14;
      odoo.operations.length = 0;
      expect(await filesOf().models()).toEqual(expected);
      expect(odoo.operations.map(({ method }) => method)).toEqual(['search_read']);
    });
  });

  it('has no modules for a user who may not see them', async () => {
    odoo.answers.set('ir.module.module.search_read', new Forbidden('no', { layer: 'odoo' }));
    expect(await filesOf().modules()).toEqual([]);
    odoo.answers.set('ir.module.module.search_read', [{ name: 'account' }]);
    expect(await filesOf().modules()).toEqual(['account']);
  });

  describe('attachments', () => {
    it('of a record that may be read, without binary fields', async () => {
      odoo.answers.set('ir.attachment.search_read', [FILE]);
      expect(await filesOf().attachments('res.partner', 1)).toEqual([FILE]);
      expect(odoo.operations.at(-1)?.args).toEqual([
        [
          ['res_model', '=', 'res.partner'],
          ['res_id', '=', 1],
          ['res_field', '=', false],
        ],
      ]);
    });

    it('asks nothing of a protected model, and lists nothing of a missing record', async () => {
      await expect(filesOf().attachments('ir.cron', 1)).rejects.toBeInstanceOf(Forbidden);
      expect(odoo.operations).toEqual([]);
      await expect(filesOf().attachments('res.partner', 3)).rejects.toBeInstanceOf(NotFound);
      await expect(filesOf().attachments('res.partner', -1)).rejects.toMatchObject({ code: 'invalid_arguments' });
      expect(odoo.operations.some(({ model }) => model === 'ir.attachment')).toBe(false);
    });
  });

  describe('attachment', () => {
    it('comes with its content', async () => {
      odoo.answers.set('ir.attachment.search_read', [FILE]);
      odoo.answers.set('ir.attachment.read', [{ id: 7, datas: 'YWJj' }]);
      expect(await filesOf().attachment(7)).toEqual({ ...FILE, datas: 'YWJj' });
    });

    it.each([
      ['that is not there', []],
      ['of nothing', [{ ...FILE, res_model: false, res_id: 0 }]],
      ['of a model as a whole', [{ ...FILE, res_id: 0 }]],
      ['of a hidden model', [{ ...FILE, res_model: 'ir.ui.view' }]],
      ['of a record that is not for this user', [{ ...FILE, res_id: 99 }]],
    ])('one %s is not found', async (_name, rows) => {
      odoo.answers.set('ir.attachment.search_read', rows);
      await expect(filesOf().attachment(7)).rejects.toThrow(
        'There is no such attachment on a record that may be read.',
      );
      expect(odoo.operations.some(({ method }) => method === 'read')).toBe(false);
    });

    it('above the limit is not read', async () => {
      odoo.answers.set('ir.attachment.search_read', [{ ...FILE, file_size: 11 }]);
      await expect(filesOf().attachment(7)).rejects.toMatchObject({ code: 'payload_too_large' });
      expect(odoo.operations.some(({ method }) => method === 'read')).toBe(false);
    });
  });

  describe('attach', () => {
    const file = { name: 'a.txt', base64: 'YWJj' };

    it('makes an attachment of the record', async () => {
      odoo.answers.set('ir.attachment.create', [9]);
      expect(await filesOf().attach('res.partner', 1, file)).toBe(9);
      expect(odoo.operations.at(-1)?.args).toEqual([
        [{ name: 'a.txt', datas: 'YWJj', res_model: 'res.partner', res_id: 1 }],
      ]);
    });

    it.each([
      ['readonly', 'res.partner', 1, file, 'forbidden'],
      ['readwrite', 'ir.cron', 1, file, 'forbidden'],
      ['readwrite', 'res.partner', 99, file, 'not_found'],
      ['readwrite', 'res.partner', 1, { ...file, base64: 'YWJj'.repeat(4) }, 'payload_too_large'],
    ] as const)('refuses %s, %s %i', async (mode, model, id, given, code) => {
      await expect(filesOf(mode).attach(model, id, given)).rejects.toMatchObject({ code });
      expect(odoo.operations.some(({ method }) => method === 'create')).toBe(false);
    });
  });

  describe('findReports', () => {
    const row = { report_name: 'account.report_invoice', name: 'Invoices', model: 'res.partner', attachment: '' };

    it('by technical name', async () => {
      odoo.answers.set('ir.actions.report.search_read', [
        row,
        { ...row, model: 'ir.cron' },
        { ...row, report_name: 'a/b' },
      ]);
      expect(await filesOf().findReports('account.report_invoice')).toEqual([REPORT]);
      expect(odoo.operations.map(({ args }) => (args[0] as unknown[])[0])).toEqual([
        ['report_name', '=', 'account.report_invoice'],
      ]);
    });

    it('by title, whole or in part, with nothing that LIKE would take for more', async () => {
      odoo.answers.set('ir.actions.report.search_read', []);
      expect(await filesOf().findReports('100%_')).toEqual([]);
      expect(odoo.operations.map(({ args }) => (args[0] as unknown[])[0])).toEqual([
        ['name', '=ilike', String.raw`100\%\_`],
        ['name', 'ilike', String.raw`100\%\_`],
      ]);
    });

    it('tells which ones Odoo keeps', async () => {
      odoo.answers.set('ir.actions.report.search_read', [{ ...row, attachment: "'a.pdf'" }]);
      expect(await filesOf().findReports('Invoices')).toEqual([{ ...REPORT, stores: true }]);
    });
  });

  describe('report', () => {
    const stores = { ...REPORT, stores: true };
    const PDF = { ...FILE, name: 'INV_1.pdf', mimetype: 'application/pdf' };

    it('prints records that may be read', async () => {
      await filesOf('readonly').report(REPORT, [1, 2], 'pdf');
      await filesOf('readonly').report(stores, [1], 'html');
      await filesOf('readwrite').report(stores, [1], 'pdf');
      expect(odoo.printed.map(([, , format]) => format)).toEqual(['pdf', 'html', 'pdf']);
    });

    it('prints no other ones', async () => {
      await expect(filesOf().report(REPORT, [1, 3], 'pdf')).rejects.toBeInstanceOf(NotFound);
      await expect(filesOf().report({ ...REPORT, model: 'ir.cron' }, [1], 'pdf')).rejects.toBeInstanceOf(Forbidden);
      await expect(filesOf().report(REPORT, [], 'pdf')).rejects.toMatchObject({ code: 'invalid_arguments' });
      expect(odoo.printed).toEqual([]);
    });

    it('gives a readonly key the file that Odoo has kept', async () => {
      odoo.answers.set('ir.attachment.search_read', [PDF, { ...PDF, id: 8, name: 'other.pdf' }]);
      odoo.answers.set('res.partner.read', [{ id: 1, display_name: 'INV/1 (ref)' }]);
      odoo.answers.set('ir.attachment.read', [{ id: 7, datas: 'YWJj' }]);
      const kept = await filesOf('readonly').report(stores, [1], 'pdf');
      expect(kept).toEqual({ bytes: new Uint8Array(Buffer.from('abc')), mimeType: 'application/pdf' });
      expect(odoo.printed).toEqual([]);
    });

    it.each([
      ['there is none', [1], []],
      ['two are named like it', [1], [PDF, PDF]],
      ['several records are wanted', [1, 2], [PDF]],
    ])('refuses a readonly key where %s', async (_name, ids, rows) => {
      odoo.answers.set('ir.attachment.search_read', rows);
      odoo.answers.set('res.partner.read', [{ id: 1, display_name: 'INV/1' }]);
      await expect(filesOf('readonly').report(stores, ids, 'pdf')).rejects.toMatchObject({
        code: 'forbidden',
        layer: 'mode',
        rule: 'report-stores',
      });
      expect(odoo.printed).toEqual([]);
    });
  });
});
