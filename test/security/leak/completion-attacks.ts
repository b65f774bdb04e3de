import type { Completing } from '../doors/door.js';
import type { Attack, Targets } from './attack.js';
import { FIELDS_TO_PROTECTED, PROTECTED_MODELS, SECRET_FIELDS } from './protected-names.js';

const MODEL = { template: 'odoo://models/{model}' };
const RECORD = { template: 'odoo://records/{model}/{id}' };
const REPORT = { template: 'odoo://reports/{report}/{ids}' };

/** Every place where a model can be completed, and every one where its fields or ids can. */
function aboutModel(model: string, id: number): Completing[] {
  const named = [MODEL, RECORD, { prompt: 'explore_model' }, { prompt: 'data_quality' }];
  const others = { model };
  return [
    ...named.map((of) => ({ of, parameter: 'model', typed: model, sought: model })),
    ...['', String(id), 'a'].map((typed) => ({ of: RECORD, parameter: 'id', typed, others })),
    ...['', 'name,', 'id'].map((typed) => ({ of: { prompt: 'data_quality' }, parameter: 'fields', typed, others })),
  ];
}

function aboutField(model: string, field: string): Completing[] {
  const texts = [field, `name,${field}`, `name, ${field}`];
  const [of, others] = [{ prompt: 'data_quality' }, { model }];
  return texts.map((typed) => ({ of, parameter: 'fields', typed, others, sought: typed }));
}

/** Other spellings of a protected model, and names that lead somewhere else. */
const SPELLINGS = [
  'Ir.Config_Parameter',
  'ir.config_parameter ',
  ' ir.config_parameter',
  'ir.config_parameter\u0000',
  'ir．config_parameter',
  'ir.config_parameter,res.partner',
  'res.partner/../ir.config_parameter',
  'res.users/password',
  '__proto__',
];

const REPORT_NAMES = [
  'account.report_invoice/1?x=1#',
  'account.report_invoice/../../web/session',
  '../ir.config_parameter',
  '%',
  String.raw`\%`,
  '__proto__',
];

/** References and parameters that are none. */
const OTHERS: readonly Completing[] = [
  { of: { template: 'odoo://models/ir.config_parameter' }, parameter: 'model', typed: '' },
  { of: { template: 'odoo://records/ir.config_parameter/{id}' }, parameter: 'id', typed: '' },
  { of: { template: 'constructor' }, parameter: 'model', typed: '' },
  { of: { prompt: '__proto__' }, parameter: 'model', typed: '' },
  { of: RECORD, parameter: '__proto__', typed: '', others: { model: 'res.partner' } },
  { of: RECORD, parameter: 'constructor', typed: '' },
  { of: { prompt: 'customer_360' }, parameter: 'model', typed: '' },
];

export function completionAttacks({ parameter, attachment }: Targets): Attack[] {
  const attack = (what: string, sent: Completing): Attack => ({ path: 'completions', what, sent });
  const ids = new Map([
    ['ir.config_parameter', parameter],
    ['ir.attachment', attachment],
  ]);
  return [
    ...PROTECTED_MODELS.flatMap((model) => aboutModel(model, ids.get(model) ?? 1).map((sent) => attack(model, sent))),
    ...[...SECRET_FIELDS, ...FIELDS_TO_PROTECTED].flatMap(([model, field]) =>
      aboutField(model, field).map((sent) => attack(`${model}.${field}`, sent)),
    ),
    ...SPELLINGS.flatMap((model) => aboutModel(model, 1).map((sent) => attack('a spelling', sent))),
    ...REPORT_NAMES.map((report) =>
      attack('a name of a report', { of: REPORT, parameter: 'ids', typed: '', others: { report } }),
    ),
    ...OTHERS.map((sent) => attack('a reference', sent)),
  ];
}
