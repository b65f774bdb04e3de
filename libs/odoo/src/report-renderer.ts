import {
  type CallOptions,
  Forbidden,
  InvalidArguments,
  NotFound,
  OdooRejected,
  OdooUnavailable,
  type PrintOptions,
  type ReportFile,
  type ReportFormat,
  type ReportPort,
} from '#libs/contracts';
import type { OdooHttpPage } from './odoo-http.js';

/** A way to load a page of Odoo's own web address as the connection's user. */
export interface OdooPages {
  /** @param path encoded, from the first slash on. */
  get(path: string, options?: CallOptions): Promise<OdooHttpPage>;
}

/** `account.report_invoice` */
const REPORT_NAME = /^[a-z0-9_-]+\.[a-z0-9_-]+$/i;

const MIME_TYPES: Readonly<Record<ReportFormat, string>> = {
  pdf: 'application/pdf',
  html: 'text/html',
  text: 'text/plain',
};

/**
 * Renders by the addresses that Odoo's web client prints from, for there is no public method that does.
 * Where no session can be had, documents with a portal page are fetched from there.
 */
export class ReportRenderer implements ReportPort {
  constructor(
    /** Undefined where the credentials open no web session. */
    private readonly session: (options: CallOptions) => Promise<OdooPages | undefined>,
    private readonly portal: ReportPort,
  ) {}

  async render(
    reportName: string,
    ids: readonly number[],
    format: ReportFormat,
    { companies, ...options }: PrintOptions = {},
  ): Promise<ReportFile> {
    // What is no plain name or number would become another part of the address.
    if (!REPORT_NAME.test(reportName)) throw new InvalidArguments('A report is named like "account.report_invoice".');
    if (ids.length === 0 || !ids.every((id) => Number.isSafeInteger(id) && id > 0)) {
      throw new InvalidArguments('A report needs the ids of its records.');
    }
    const session = await this.session(options);
    if (!session) return this.portal.render(reportName, ids, format, options);
    const path = `/report/${format}/${encodeURIComponent(reportName)}/${ids.join(',')}`;
    const page = await session.get(companies ? `${path}?${companyContext(companies)}` : path, options);
    return reportFile(page, format);
  }
}

function companyContext(companies: readonly number[]): string {
  return new URLSearchParams({ context: JSON.stringify({ allowed_company_ids: companies }) }).toString();
}

/**
 * The file that a page is. @throws where it is a page about what went wrong, of which only the status is told: its text
 * holds tracebacks.
 */
export function reportFile({ status, bytes, mimeType }: OdooHttpPage, format: ReportFormat): ReportFile {
  if (status === 200 && mimeType === MIME_TYPES[format]) return { bytes, mimeType };
  // 19 answers 404 for a record that is gone, 14 answers 400.
  if (status === 404 || status === 400) {
    throw new NotFound('Odoo found no such report, or none of these records.', {
      hint: 'Search for the record again.',
    });
  }
  if (status === 403) {
    throw new Forbidden("The gateway's Odoo user may not print this.", {
      layer: 'odoo',
      hint: 'Give that user the access rights in Odoo, or ask for something else.',
    });
  }
  if (status >= 300 && status < 400) {
    throw new OdooUnavailable('Odoo asks for a login where it should print.', {
      hint: 'Check that the user of ODOO_USERNAME may use the web client.',
    });
  }
  throw new OdooRejected('Odoo failed to print this report.', {
    hint: "Try format html; Odoo's own log tells more, and PDF needs wkhtmltopdf beside Odoo.",
  });
}
