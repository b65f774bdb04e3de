import { defineResource, InvalidArguments, NotFound, PayloadTooLarge, type ResourceContext } from '#libs/contracts';

const PDF = 'application/pdf';

export const reportResource = defineResource({
  name: 'report',
  title: 'Report',
  description:
    'A printed report as PDF, by its technical name and record ids: odoo://reports/account.report_invoice/1,2',
  mimeType: PDF,
  uri: 'odoo://reports/{report}/{ids}',
  async read({ report: name = '', ids = '' }, { files, limits }) {
    const numbers = ids.split(',').map(Number);
    if (!/^[1-9]\d*(?:,[1-9]\d*)*$/.test(ids) || !numbers.every(Number.isSafeInteger)) {
      throw new InvalidArguments('Records are named by whole numbers, separated by commas.');
    }
    const [report, ...others] = await files.findReports(name);
    if (!report) throw new NotFound('There is no such report.');
    if (others.length > 0) throw new InvalidArguments('Several reports have this name.');
    const { bytes, mimeType } = await files.report(report, numbers, 'pdf');
    if (bytes.length > limits.fileBytes) throw new PayloadTooLarge(`The report is above ${limits.fileBytes} bytes.`);
    return { mimeType, blob: Buffer.from(bytes).toString('base64') };
  },
  complete: { report: completeReport },
});

async function completeReport(typed: string, { odoo, limits }: ResourceContext): Promise<string[]> {
  const literal = typed.replaceAll(/[\\%_]/g, String.raw`\$&`);
  const domain = [['report_name', '=like', `${literal}%`]];
  const reports = await odoo.searchRead('ir.actions.report', {
    domain,
    fields: ['report_name'],
    limit: limits.maxRows,
    order: 'report_name',
  });
  return reports.map(({ report_name: name }) => String(name));
}
