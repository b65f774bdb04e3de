import { makeInvoice, type OwnInvoice } from './own-invoice.js';
import { pdfText } from './pdf-text.js';
import { SLOWEST_MS, Travel, WAY_NAME, WAYS } from './ways.js';

jest.setTimeout(SLOWEST_MS);

const REPORT = 'account.report_invoice';

describe.each(WAYS)(`reports: ${WAY_NAME}`, (way) => {
  let travel: Travel;
  let invoice: OwnInvoice;

  beforeAll(async () => {
    travel = await Travel.start(way, { MCP_MODE: 'readwrite' });
    invoice = await makeInvoice(travel);
  });

  afterAll(async () => {
    try {
      await invoice.remove();
    } finally {
      await travel.close();
    }
  });

  const print = (format: string) =>
    travel.call('odoo_report', { report_name: REPORT, record_ids: [invoice.id], format });

  it('odoo_report prints an invoice as PDF, with its line on it', async () => {
    const { files, text } = await print('pdf');
    expect(files).toHaveLength(1);
    expect(files.map(pdfText).join()).toContain(invoice.word);
    expect(text).toContain(`${REPORT}-${invoice.id}.pdf`);
    // No model's context window is filled with base64.
    expect(way.door === 'MCP' ? text.length : 0).toBeLessThan(500);
  });

  it.each([
    ['html', /./],
    ['text', /^(?!.*<(?:div|html|body))/s],
  ])('odoo_report gives it as %s', async (format, shape) => {
    const { text } = await print(format);
    expect(text).toContain(invoice.word);
    expect(text).toMatch(shape);
  });

  it('GET /odoo/reports/… is the file, for a link in a dashboard', async () => {
    const answer = await travel.get(`/odoo/reports/${REPORT}/${invoice.id}.pdf`);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="${REPORT}-${invoice.id}.pdf"`,
      'x-content-type-options': 'nosniff',
    });
    expect(pdfText(Buffer.from(await answer.arrayBuffer()))).toContain(invoice.word);
  });

  it('takes a report by its title', async () => {
    const [report] = await travel.admin.searchRead('ir.actions.report', [['report_name', '=', REPORT]], ['name']);
    const { text } = await travel.call('odoo_report', {
      report_name: report?.['name'],
      record_ids: [invoice.id],
      format: 'html',
    });
    expect(text).toContain(invoice.word);
  });

  it('tells which reports there are where the name fits several', async () => {
    const refusal = await travel.refusal('odoo_report', { report_name: 'invoice', record_ids: [invoice.id] });
    expect(refusal).toMatchObject({ code: 'invalid_arguments', hint: expect.stringContaining(REPORT) as string });
  });

  it('refuses a report and a record that do not exist', async () => {
    const missing = { code: 'not_found' };
    expect(
      await travel.refusal('odoo_report', { report_name: 'no.such_report', record_ids: [invoice.id] }),
    ).toMatchObject(missing);
    expect(await travel.refusal('odoo_report', { report_name: REPORT, record_ids: [999_999_999] })).toMatchObject(
      missing,
    );
    expect((await travel.get(`/odoo/reports/${REPORT}/999999999.pdf`)).status).toBe(404);
    expect((await travel.get(`/odoo/reports/${REPORT}/x.pdf`)).status).toBe(400);
  });

  it('refuses a file that is not on a record that may be read', async () => {
    expect(await travel.refusal('odoo_attachments', { attachment_id: 999_999_999 })).toMatchObject({
      code: 'not_found',
    });
  });
});

describe.each([19, 14] as const)('reports for a readonly key, on Odoo %i', (version) => {
  let travel: Travel;

  beforeAll(async () => {
    travel = await Travel.start({ version, user: 'admin', door: 'REST' });
  });

  afterAll(() => travel.close());

  it('prints what Odoo does not keep', async () => {
    const [picking] = await travel.direct.searchRead('stock.picking', [], ['name'], 1);
    const args = { report_name: 'stock.report_deliveryslip', record_ids: [picking?.['id']] };
    const { files } = await travel.call('odoo_report', args);
    expect(files.map((file) => file.subarray(0, 5).toString())).toEqual(['%PDF-']);
  });

  it('does not print what Odoo would keep, and keeps nothing', async () => {
    const invoice = await makeInvoice(travel);
    try {
      const args = { report_name: 'account.report_original_vendor_bill', record_ids: [invoice.id] };
      expect(await travel.refusal('odoo_report', args)).toMatchObject({ code: 'forbidden', layer: 'mode' });
      const kept = [
        ['res_model', '=', 'account.move'],
        ['res_id', '=', invoice.id],
      ];
      expect(await travel.admin.search('ir.attachment', kept)).toEqual([]);
    } finally {
      await invoice.remove();
    }
  });
});
