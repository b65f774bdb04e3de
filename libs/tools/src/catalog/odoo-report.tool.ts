import {
  defineTool,
  InvalidArguments,
  NotFound,
  PayloadTooLarge,
  type RecordFiles,
  type ReportDescription,
} from '#libs/contracts';
import { z } from 'zod';
import { recordIds } from '../arguments.js';
import { htmlToText, shortened } from '../shaping/long-text.js';

const REPORT_NAME_MAX = 200;
const RECORDS_MAX = 100;
const CANDIDATES_SHOWN = 8;
/** What a model is shown of a report's words; the file has them all. */
const TEXT_SHOWN = 12_000;

const EXTENSIONS = { pdf: 'pdf', html: 'html', text: 'txt' } as const;

export const odooReport = defineTool({
  name: 'odoo_report',
  title: 'Print a report',
  description: 'Print an Odoo report (invoice, order, delivery slip …) for records, as PDF, HTML or text.',
  access: 'execute',
  weight: 10,
  input: z.strictObject({
    report_name: z
      .string()
      .min(1)
      .max(REPORT_NAME_MAX)
      .describe('Technical name, e.g. "account.report_invoice", or title'),
    record_ids: recordIds.max(RECORDS_MAX).describe("Ids on the report's model"),
    format: z.enum(['pdf', 'html', 'text']).default('pdf'),
  }),
  output: z.object({
    report_name: z.string(),
    record_ids: z.array(z.int()),
    format: z.enum(['pdf', 'html', 'text']),
    mime_type: z.string(),
    size: z.int(),
    filename: z.string(),
    content_base64: z.string().optional(),
    text: z.string().optional(),
  }),
  async run({ report_name, record_ids, format }, { files, limits }) {
    const report = await oneReport(files, report_name);
    const { bytes, mimeType } = await files.report(report, record_ids, format);
    if (bytes.length > limits.fileBytes) {
      throw new PayloadTooLarge(`The report has ${bytes.length} bytes, and ${limits.fileBytes} is the limit.`, {
        hint: 'Print fewer records at once, or raise FILE_MAX_BYTES.',
      });
    }
    return {
      report_name: report.reportName,
      record_ids,
      format,
      mime_type: mimeType,
      size: bytes.length,
      filename: `${report.reportName}-${idsText(record_ids)}.${EXTENSIONS[format]}`,
      ...contentOf(bytes, format),
    };
  },
  toText({ report_name, record_ids, size, filename, mime_type, text }) {
    const heading = `${filename} (${mime_type}, ${size} bytes): ${report_name} of ${record_ids.join(', ')}`;
    if (text === undefined) return `${heading}, attached as a file`;
    return `${heading}\n${shortened(isHtmlPage(text) ? htmlToText(text) : text, TEXT_SHOWN)}`;
  },
  toFiles({ report_name, record_ids, format, mime_type, filename, content_base64, text }) {
    const base64 = content_base64 ?? Buffer.from(text ?? '', 'utf8').toString('base64');
    const printed = `odoo://reports/${report_name}/${record_ids.join(',')}`;
    // The resource of that address is the PDF.
    const readable = format === 'pdf';
    const uri = readable ? printed : `${printed}?format=${format}`;
    return [{ uri, name: filename, mimeType: mime_type, base64, readable }];
  },
});

async function oneReport(files: RecordFiles, name: string): Promise<ReportDescription> {
  const found = await files.findReports(name);
  const [report, ...others] = found;
  if (!report) {
    throw new NotFound('There is no such report for a model that may be read.', {
      hint: 'Look for it in ir.actions.report: report_name, name, model.',
    });
  }
  const exact = report.reportName === name.trim() || report.title.toLowerCase() === name.trim().toLowerCase();
  if (exact && others.length === 0) return report;
  const names = found.slice(0, CANDIDATES_SHOWN).map(({ reportName, model }) => `${reportName} (${model})`);
  throw new InvalidArguments('report_name: this is not the name of exactly one report.', {
    hint: `Name one of these: ${names.join(', ')}.`,
  });
}

function contentOf(bytes: Uint8Array, format: 'pdf' | 'html' | 'text'): { content_base64?: string; text?: string } {
  const content = Buffer.from(bytes);
  if (format === 'pdf') return { content_base64: content.toString('base64') };
  const text = content.toString('utf8');
  // Odoo's text of a report that is made for paper is its HTML.
  return { text: format === 'text' && isHtmlPage(text) ? htmlToText(text) : text };
}

function isHtmlPage(text: string): boolean {
  return /^\s*<(?:!doctype html|html)\b/i.test(text);
}

function idsText(ids: readonly number[]): string {
  return ids.length > IDS_IN_NAME ? `${ids.length}-records` : ids.join('-');
}

const IDS_IN_NAME = 5;
