import type { Domain, OdooReader, ReportDescription } from '#libs/contracts';

const REPORT_TYPES = ['qweb-pdf', 'qweb-html', 'qweb-text'];
const FIELDS = ['report_name', 'name', 'model', 'attachment'];
const REPORTS_MAX = 20;

/** `account.report_invoice`: a name that can stand in Odoo's address for printing and be nothing else there. */
const REPORT_NAME = /^[a-z0-9_-]+\.[a-z0-9_-]+$/i;

/** Reports of this technical name or title; where there is none, those in whose title it stands. */
export async function findReports(odoo: OdooReader, nameOrTitle: string): Promise<ReportDescription[]> {
  const text = nameOrTitle.trim();
  if (text === '') return [];
  if (REPORT_NAME.test(text)) return reports(odoo, [['report_name', '=', text]]);
  // These have a meaning in LIKE.
  const literal = text.replaceAll(/[\\%_]/g, String.raw`\$&`);
  const titled = await reports(odoo, [['name', '=ilike', literal]]);
  return titled.length > 0 ? titled : reports(odoo, [['name', 'ilike', literal]]);
}

async function reports(odoo: OdooReader, domain: Domain): Promise<ReportDescription[]> {
  const rows = await odoo.searchRead('ir.actions.report', {
    domain: [...domain, ['report_type', 'in', REPORT_TYPES]],
    fields: FIELDS,
    order: 'name, id',
    limit: REPORTS_MAX,
  });
  return rows
    .filter(({ report_name: name }) => typeof name === 'string' && REPORT_NAME.test(name))
    .map(({ report_name: reportName, name, model, attachment }) => ({
      reportName: String(reportName),
      title: String(name),
      model: String(model),
      stores: typeof attachment === 'string' && attachment.trim() !== '',
    }));
}
