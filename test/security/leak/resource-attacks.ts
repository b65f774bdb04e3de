import type { Attack, Targets } from './attack.js';
import { PROTECTED_MODELS } from './protected-names.js';

function addresses(model: string, id: number): string[] {
  const encoded = model.replaceAll(/./g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
  return [
    `odoo://models/${model}`,
    `odoo://models/${model.replaceAll('.', '%2e')}`,
    `odoo://models/${model.replaceAll('.', '%2E')}`,
    `odoo://models/${encoded}`,
    `odoo://models/${model}%00`,
    `odoo://models/${model}%20`,
    `odoo://records/${model}/${id}`,
    `odoo://records/${model.replaceAll('.', '%2e')}/${id}`,
    `odoo://records/${encoded}/${id}`,
    `odoo://records/res.partner%2f..%2f${model}/${id}`,
    `ODOO://records/${model}/${id}`,
    `odoo://records//${model}/${id}`,
  ];
}

/** Addresses that are none of the gateway's. */
const OTHERS = [
  'odoo://records/res.users/2?fields=password',
  'odoo://records/res.users/2#password',
  'odoo://records/res.users/2/password',
  'odoo://records/res.users/-1',
  'odoo://records/res.users/0',
  'odoo://records/res.users/2,1',
  'odoo://records/res.users/١',
  'odoo://records/res.users/2%0a',
  'odoo://records/res.partner/1%2f..%2f..%2fir.config_parameter',
  'odoo://config/../models/ir.rule',
  'odoo://attachments/1',
  'odoo://models/',
  'odoo://models/%',
  'odoo://models/%E0%A4%A',
  'odoo://models/__proto__',
  'odoo://models/constructor',
  'odoo://prompts',
  'odoo://',
  'odoo:///models/ir.rule',
  'http://127.0.0.1:18069/web/session/get_session_info',
  'file:///etc/passwd',
  '',
];

export function resourceAttacks({ parameter, attachment }: Targets): Attack[] {
  const attack = (uri: string): Attack => ({ path: 'resources', what: 'an address', sent: { uri } });
  const ids = new Map([
    ['ir.config_parameter', parameter],
    ['ir.attachment', attachment],
  ]);
  return [
    ...PROTECTED_MODELS.flatMap((model) => addresses(model, ids.get(model) ?? 1).map(attack)),
    ...OTHERS.map(attack),
  ];
}
