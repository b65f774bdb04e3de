import type { Account } from '../data/accounts.js';
import type { OdooVersion } from '../orm/model-definition.js';
import type { JsonObject } from '../orm/row.js';
import { DATABASE } from './sandbox-services.js';
import { versionTuple } from './server-version.js';

const COMPANY = 'My Company (San Francisco)';

/** What a login answers, as far as a program makes use of it. */
export function sessionInfo({ uid, login, name, partner, isAdmin }: Account, version: OdooVersion): JsonObject {
  return {
    uid,
    is_system: isAdmin,
    is_admin: isAdmin,
    ...(version === 19 ? { is_public: false, is_internal_user: true } : {}),
    user_context: { lang: 'en_US', tz: 'Europe/Brussels', uid },
    db: DATABASE,
    server_version: `${version}.0`,
    server_version_info: versionTuple(version),
    name,
    username: login,
    partner_display_name: `${COMPANY}, ${name}`,
    ...(version === 14 ? { company_id: 1 } : {}),
    partner_id: partner,
    active_ids_limit: 20_000,
    user_companies:
      version === 19
        ? { current_company: 1, allowed_companies: { 1: { id: 1, name: COMPANY } }, disallowed_ancestor_companies: {} }
        : { current_company: [1, COMPANY], allowed_companies: [[1, COMPANY]] },
    ...(version === 14 ? { user_id: [uid] } : {}),
  };
}
