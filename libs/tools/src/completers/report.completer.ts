import type { Completer } from '#libs/contracts';
import { ANSWER_MAX, LOOK_AT } from './found-values.js';

export const reportCompleter: Completer = {
  offers: 'technical names of reports',
  async find(typed, { odoo, files }) {
    // These have a meaning in LIKE.
    const literal = typed.replaceAll(/[\\%_]/g, String.raw`\$&`);
    const [reports, models] = await Promise.all([
      odoo.searchRead('ir.actions.report', {
        domain: [['report_name', '=like', `${literal}%`]],
        fields: ['report_name', 'model'],
        order: 'report_name',
        limit: LOOK_AT,
      }),
      files.models(),
    ]);
    // A report tells of the model that it is about, which may be closed to this caller.
    const open = new Set(models.map(({ model }) => model));
    const readable = reports.slice(0, ANSWER_MAX).filter(({ model }) => open.has(String(model)));
    return {
      values: [...new Set(readable.map(({ report_name: name }) => String(name)))],
      more: reports.length > ANSWER_MAX,
    };
  },
};
