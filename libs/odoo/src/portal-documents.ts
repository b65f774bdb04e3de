import {
  type CallOptions,
  NotFound,
  OdooRejected,
  type ReportFile,
  type ReportFormat,
  type ReportPort,
  type VersionedCaller,
} from '#libs/contracts';
import { ReaderClient } from './odoo-client.js';
import type { OdooHttp } from './odoo-http.js';
import { reportFile } from './report-renderer.js';

/** The reports that portal pages offer for download, and the models of those pages. */
const PORTAL_MODELS: ReadonlyMap<string, string> = new Map([
  ['account.report_invoice_with_payments', 'account.move'],
  ['sale.report_saleorder', 'sale.order'],
  ['purchase.report_purchaseorder', 'purchase.order'],
]);

/** `/my/invoices/38` */
const PORTAL_PATH = /^\/my(?:\/[a-z0-9_-]+)+$/i;

/** Documents that were shared with a customer before: by their portal page, and a token that is already there. */
export class PortalDocuments implements ReportPort {
  constructor(
    private readonly http: OdooHttp,
    private readonly caller: VersionedCaller,
  ) {}

  async render(
    reportName: string,
    ids: readonly number[],
    format: ReportFormat,
    options: CallOptions = {},
  ): Promise<ReportFile> {
    const model = PORTAL_MODELS.get(reportName);
    const [id, ...others] = ids;
    if (model === undefined || id === undefined || others.length > 0) throw noWay();
    const reader = new ReaderClient(this.caller, options);
    const [record] = await reader.read(model, [id], ['access_url', 'access_token']);
    if (!record) throw new NotFound('There is no such record.', { hint: 'Search for it again.' });
    const { access_url: path, access_token: token } = record;
    if (typeof path !== 'string' || !PORTAL_PATH.test(path) || typeof token !== 'string') throw noWay();
    const query = new URLSearchParams({ access_token: token, report_type: format, download: 'true' });
    const headers = { accept: '*/*' };
    return reportFile(await this.http.get({ ...options, path: `${path}?${query}`, headers, readsOnly: true }), format);
  }
}

function noWay(): OdooRejected {
  return new OdooRejected('Odoo prints only for a web session, and an API key opens none.', {
    hint: 'Set ODOO_PASSWORD. Without it only single documents that were shared by their portal link can be had.',
  });
}
