import { defineResource } from '#libs/contracts';
import { JSON_TYPE, jsonBody } from './json-body.js';

export const configResource = defineResource({
  name: 'config',
  title: 'Configuration',
  description: 'Version, edition, apps, languages, and the main company with its currency. Nothing secret.',
  mimeType: JSON_TYPE,
  uri: 'odoo://config',
  async read(_parameters, { odoo, files, serverInfo, principal }) {
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
    return jsonBody({
      version,
      // Odoo's own mark of the Enterprise edition.
      edition: version.includes('+e') ? 'enterprise' : 'community',
      modules,
      languages: languages.map(({ code, name }) => ({ code, name })),
      // Moments go in and come out in UTC; people see them in the user's zone.
      moments: 'UTC',
      timezone: user.timezone,
      language: user.lang,
      company: company?.['name'],
      currency: company?.['currency_id'],
      mode: principal.mode,
    });
  },
});
