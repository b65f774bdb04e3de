import { defineResource } from '#libs/contracts';
import { fittingItems } from '../shaping/byte-budget.js';
import { JSON_TYPE, listBody } from './json-body.js';

const HINT = 'Not all modules have room here; the operator sets RESPONSE_BYTE_BUDGET.';

/** The part of the bytes that languages may take, of which most servers have a few. */
const LANGUAGES_SHARE = 0.25;

export const configResource = defineResource({
  name: 'config',
  title: 'Configuration',
  description: 'Version, edition, apps, languages, and the main company with its currency. Nothing secret.',
  mimeType: JSON_TYPE,
  uri: 'odoo://config',
  async read(_parameters, { odoo, files, serverInfo, principal, limits }) {
    const [{ version }, languages, [company], modules, user] = await Promise.all([
      serverInfo(),
      odoo.searchRead('res.lang', { domain: [['active', '=', true]], fields: ['code', 'name'], order: 'code' }),
      odoo.searchRead('res.company', {
        domain: [],
        fields: ['name', 'currency_id', 'country_id'],
        limit: 1,
        order: 'id',
      }),
      files.modules(),
      files.userContext(),
    ]);
    const maxBytes = limits.responseBytes;
    const spoken = languages.map(({ code, name }) => ({ code, name }));
    return listBody(
      'modules',
      modules,
      { maxBytes, hint: HINT },
      {
        version,
        // Odoo's own mark of the Enterprise edition.
        edition: version.includes('+e') ? 'enterprise' : 'community',
        languages: fittingItems(spoken, maxBytes * LANGUAGES_SHARE),
        // Moments go in and come out in UTC; people see them in the user's zone.
        moments: 'UTC',
        timezone: user.timezone,
        language: user.lang,
        company: company?.['name'],
        currency: company?.['currency_id'],
        mode: principal.mode,
      },
    );
  },
});
