import { type Attack, method, type Sent, type Targets, tool } from './attack.js';

/** From a letter to its full-width twin. */
const FULL_WIDTH = 0xfee0;

/** Ways to write a name so that a rule might not know it and Odoo, or something on the way, might. */
function spellings(name: string): string[] {
  const [head = '', ...tail] = name.split(/(?=[._])/);
  const rest = tail.join('');
  return [
    name.toUpperCase(),
    name[0]?.toUpperCase() + name.slice(1),
    `${name} `,
    ` ${name}`,
    `${name}\n`,
    `\t${name}`,
    `${name}\u0000`,
    `${name}\u200b`,
    `${head}\u00ad${rest}`,
    `\ufeff${name}`,
    name.replaceAll('.', '．').replaceAll('_', '＿'),
    name.replaceAll('.', '。'),
    name.replaceAll(/[a-z]/g, (letter) => String.fromCodePoint(letter.charCodeAt(0) + FULL_WIDTH)),
    name.replaceAll('a', 'а').replaceAll('o', 'о').replaceAll('i', 'і'),
    name.replaceAll('i', 'ı'),
    name.normalize('NFKD').replaceAll('e', 'e\u0301'),
    encodeURIComponent(name).replaceAll('.', '%2e').replaceAll('_', '%5f'),
    `%${name.charCodeAt(0).toString(16)}${name.slice(1)}`,
    `${name}.`,
    `.${name}`,
    `${name}/`,
    `../${name}`,
    `${name}?x=1`,
    `${name}#`,
    `${name};`,
    `${name}'--`,
    `"${name}"`,
    name.replaceAll('.', '..'),
    name.replaceAll('.', '/'),
    `${name},res.partner`,
  ].filter((spelling) => spelling !== name);
}

function models(model: string): Sent[] {
  return [
    tool('odoo_search', { model }),
    tool('odoo_count', { model }),
    tool('odoo_find', { queries: [{ model, name: 'a' }] }),
    method(model, 'search_read', [[], ['id']]),
    method(model, 'read', [[1], ['id']]),
    { uri: `odoo://models/${model}` },
    { uri: `odoo://records/${model}/1` },
    { uri: `odoo://records/${encodeURIComponent(model)}/1` },
  ];
}

function fields(field: string): Sent[] {
  return [
    tool('odoo_search', { model: 'res.users', fields: [field] }),
    tool('odoo_search', { model: 'res.users', domain: [[field, '!=', false]] }),
    tool('odoo_search', { model: 'res.users', order: field }),
    tool('odoo_aggregate', { model: 'res.users', group_by: [field] }),
    method('res.users', 'read', [[2], [field]]),
    method('res.users', 'search', [[[field, '!=', false]]]),
    method('res.partner', 'search', [[[`user_ids.${field}`, '!=', false]]]),
    method('res.users', 'web_read', [[2], { [field]: {} }]),
    method('res.users', 'read_group', [[], [`x:array_agg(${field})`], []]),
  ];
}

/** Spellings of methods; what would write is tried on a record that is not there. */
function methods(name: string, { partner }: Targets): Sent[] {
  return [method('res.partner', name, [[partner], ['name']]), method('ir.config_parameter', name, [[1], ['value']])];
}

const PRIVATE = ['_read', '_search', '__class__', '__init__', '_read_group', '__proto__', '_write', '_cr'];

/** Members of an operation that its readers could take for another one. */
const SMUGGLED: readonly Readonly<Record<string, unknown>>[] = [
  { model: ['ir.config_parameter'], method: 'search_read', args: [[], ['value']] },
  { model: { toString: 'x' }, method: 'search_read' },
  { model: 'res.partner', method: ['search'], args: [[]] },
  { model: 'res.partner', method: 'search_read', args: { 0: [], 1: ['name'] } },
  { model: 'res.partner', method: 'search_read', args: [[], ['name']], kwargs: [['context', {}]] },
  { model: 'res.partner', method: 'search_read', args: [[], ['name']], ids: [1] },
  { model: 'res.partner', method: 'search_read', args: [[], ['name']], context: { lang: 'x' } },
  { model: 'res.partner', method: 'read', args: [[1], ['name']], kwargs: { model: 'ir.config_parameter' } },
  { model: 'res.partner', method: 'read', args: [[1], ['name']], kwargs: { self: 1 } },
  { model: 'res.partner', method: 'read', args: [[1], ['name']], kwargs: { method: 'unlink' } },
  { model: 'res.partner', method: 'read', args: [[1], ['name']], kwargs: { ids: [2] } },
];

export function spellingAttacks(targets: Targets): Attack[] {
  const attacks = (path: string, what: string, sent: readonly Sent[]): Attack[] =>
    sent.map((one) => ({ path, what, sent: one }));
  return [
    ...['ir.config_parameter', 'res.users.apikeys'].flatMap((name) =>
      spellings(name).flatMap((spelling) => attacks('spellings of models', name, models(spelling))),
    ),
    ...['password', 'totp_secret'].flatMap((name) =>
      spellings(name).flatMap((spelling) => attacks('spellings of fields', name, fields(spelling))),
    ),
    ...['search_read', 'unlink'].flatMap((name) =>
      spellings(name).flatMap((spelling) => attacks('spellings of methods', name, methods(spelling, targets))),
    ),
    ...PRIVATE.flatMap((name) => attacks('private methods', name, methods(name, targets))),
    ...SMUGGLED.map(
      (args): Attack => ({ path: 'smuggled arguments', what: 'odoo_call', sent: tool('odoo_call', args) }),
    ),
  ];
}
