import type { RecordFiles, ReportDescription, ToolContext } from '#libs/contracts';
import { odooReport } from './odoo-report.tool.js';

const INVOICE = { reportName: 'account.report_invoice', title: 'Invoices', model: 'account.move', stores: false };

describe('odoo_report', () => {
  const printed = (text: string, mimeType = 'application/pdf') => ({
    bytes: new Uint8Array(Buffer.from(text)),
    mimeType,
  });
  const contextOf = (found: readonly ReportDescription[], file = printed('%PDF')) => {
    const report = jest.fn<ReturnType<RecordFiles['report']>, Parameters<RecordFiles['report']>>(async () => file);
    const files = { report, findReports: async () => found };
    return { context: { files, limits: { fileBytes: 100 } } as unknown as ToolContext<'execute'>, report };
  };
  const args = (values: object = {}) =>
    odooReport.input.parse({ report_name: 'account.report_invoice', record_ids: [1, 2], ...values });

  it('prints, and keeps base64 out of the text', async () => {
    const { context, report } = contextOf([INVOICE]);
    const result = await odooReport.run(args(), context);
    expect(result).toEqual({
      report_name: 'account.report_invoice',
      record_ids: [1, 2],
      format: 'pdf',
      mime_type: 'application/pdf',
      size: 4,
      filename: 'account.report_invoice-1-2.pdf',
      content_base64: 'JVBERg==',
    });
    expect(report).toHaveBeenCalledWith(INVOICE, [1, 2], 'pdf');
    expect(odooReport.toText?.(result)).not.toContain('JVBERg');
    expect(odooReport.toFiles?.(result)).toEqual([
      {
        uri: 'odoo://reports/account.report_invoice/1,2',
        name: 'account.report_invoice-1-2.pdf',
        mimeType: 'application/pdf',
        base64: 'JVBERg==',
        readable: true,
      },
    ]);
  });

  it('shows the words of HTML, and makes text of it where text is wanted', async () => {
    const page = '<!DOCTYPE html><html><head><style>x{}</style></head><body><p>Total</p><p>5</p></body></html>';
    const html = contextOf([INVOICE], printed(page, 'text/html')).context;
    const asHtml = await odooReport.run(args({ format: 'html' }), html);
    expect(asHtml.text).toBe(page);
    expect(odooReport.toText?.(asHtml)).toContain('Total\n5');
    const text = contextOf([INVOICE], printed(page, 'text/plain')).context;
    expect((await odooReport.run(args({ format: 'text' }), text)).text).toBe('Total\n5');
  });

  it('takes a title, and offers what it may have meant', async () => {
    const { context } = contextOf([INVOICE]);
    expect(await odooReport.run(args({ report_name: 'invoices' }), context)).toMatchObject({ size: 4 });
    await expect(odooReport.run(args({ report_name: 'invoice' }), context)).rejects.toMatchObject({
      code: 'invalid_arguments',
      hint: expect.stringContaining('account.report_invoice (account.move)') as unknown,
    });
    const { context: two } = contextOf([INVOICE, { ...INVOICE, reportName: 'my.invoice' }]);
    await expect(odooReport.run(args({ report_name: 'Invoices' }), two)).rejects.toMatchObject({
      code: 'invalid_arguments',
    });
    await expect(odooReport.run(args(), contextOf([]).context)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('refuses what is too large', async () => {
    const { context } = contextOf([INVOICE], printed('x'.repeat(101)));
    await expect(odooReport.run(args(), context)).rejects.toMatchObject({ code: 'payload_too_large' });
  });
});
