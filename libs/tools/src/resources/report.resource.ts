import { defineResource, InvalidArguments, NotFound, PayloadTooLarge } from '#libs/contracts';
import { reportRecordIdsCompleter } from '../completers/record-id.completer.js';
import { reportCompleter } from '../completers/report.completer.js';

const PDF = 'application/pdf';

export const reportResource = defineResource({
  name: 'report',
  title: 'Report',
  description:
    'A printed report as PDF, by its technical name and record ids: odoo://reports/account.report_invoice/1,2',
  mimeType: PDF,
  uri: 'odoo://reports/{report}/{ids}',
  weight: 10,
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
  complete: { report: reportCompleter, ids: reportRecordIdsCompleter },
});
