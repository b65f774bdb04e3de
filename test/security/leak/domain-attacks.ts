import { type Attack, method, type Sent, tool } from './attack.js';
import { DOTTED_PATHS, FIELDS_TO_PROTECTED, SECRET_FIELDS } from './protected-names.js';

/** A condition, or a word that joins some. */
type Condition = readonly unknown[] | '!' | '|';

/** Every place where a domain can stand. */
function places(model: string, domain: readonly unknown[]): Sent[] {
  return [
    tool('odoo_search', { model, domain }),
    tool('odoo_search', { model, domain, with_total: true, fields: ['id'] }),
    tool('odoo_count', { model, domain }),
    tool('odoo_aggregate', { model, domain, group_by: ['create_uid'] }),
    method(model, 'search', [domain]),
    method(model, 'search', [], { domain }),
    method(model, 'search', [], { args: domain }),
    method(model, 'search_read', [domain, ['id']]),
    method(model, 'search_read', [], { domain, fields: ['id'] }),
    method(model, 'search_count', [domain]),
    method(model, 'search_count', [], { args: domain }),
    method(model, 'name_search', ['', domain]),
    method(model, 'name_search', [], { name: '', args: domain }),
    method(model, 'read_group', [domain, ['id'], ['create_uid']]),
    method(model, 'read_group', [], { domain, fields: ['id'], groupby: [] }),
    method(model, 'formatted_read_group', [domain, ['create_uid'], ['__count']]),
    method(model, 'formatted_read_group', [], { domain, aggregates: ['__count'] }),
    method(model, 'web_search_read', [domain, { id: {} }]),
    method(model, 'web_search_read', [], { domain, specification: { id: {} } }),
    method(model, 'web_read_group', [domain, ['create_uid'], ['__count']]),
    method(model, 'web_read_group', [], { domain, groupby: ['create_uid'], aggregates: [] }),
    method(model, 'read_progress_bar', [domain, 'create_uid', { field: 'create_uid', colors: {} }]),
    method(model, 'search_panel_select_range', ['create_uid'], { search_domain: domain, enable_counters: true }),
    method(model, 'search_panel_select_range', ['create_uid'], { category_domain: domain }),
    method(model, 'search_panel_select_range', [], { field_name: 'create_uid', filter_domain: domain }),
    method(model, 'search_panel_select_multi_range', ['create_uid'], { search_domain: domain }),
    method(model, 'search_panel_select_multi_range', ['create_uid'], { category_domain: domain }),
  ];
}

/** A condition on a path, plain and in every disguise that a domain has. */
function disguises(path: string): Condition[][] {
  const leaf = [path, '=like', 'a%'];
  return [[leaf], ['!', leaf], ['|', ['id', '=', 1], '!', leaf], [[path, 'in', ['a', false]]], [[path, '!=', false]]];
}

/** The same path with its dots turned into sub-domains. */
function subdomains(path: string): Condition[][] {
  const [first = '', ...rest] = path.split('.');
  const inner = [[rest.join('.'), '!=', false]];
  const deep = rest.reduceRight<Condition[]>(
    (domain, hop) => (domain.length === 0 ? [[hop, '!=', false]] : [[hop, 'any', domain]]),
    [],
  );
  return [
    [[first, 'any', inner]],
    [[first, 'not any', inner]],
    ['!', [first, 'any', ['!', ...inner]]],
    [[first, 'any', deep]],
    [[first, 'any!', inner]],
    [['id', 'in', [[first, 'any', inner]]]],
  ];
}

/** Domains of the records at the other end of a search panel's field. */
function panels(): Sent[] {
  const domains = [[['password', '=like', 'a%']], [['api_key_ids.name', '!=', false]], [['log_ids', 'any', []]]];
  return domains.flatMap((domain) => [
    method('res.partner', 'search_panel_select_range', ['user_id'], { comodel_domain: domain }),
    method('res.partner', 'search_panel_select_multi_range', ['user_id'], { comodel_domain: domain }),
    method('res.partner', 'search_panel_select_multi_range', ['create_uid'], { group_domain: { 1: domain } }),
    method('res.partner', 'search_panel_select_multi_range', ['create_uid'], { group_domain: domain }),
  ]);
}

const MALFORMED: readonly unknown[] = [
  'domain',
  "[('password','!=',False)]",
  {},
  true,
  [['password', '!=']],
  [['|', ['password', '!=', false]]],
  ['|', ['id', '=', 1]],
  [[['password'], '=', 'x']],
  [['password', 'like', { sub: 'x' }]],
  [['Password', '!=', false]],
  [['id', 'inselect', ['select password from res_users', []]]],
  [
    ['id', 'in', ['select 1', []]],
    ['user_ids', 'any', 'x'],
  ],
];

/** One in three, another third for every turn: what all places have in common need not be tried in each. */
const SHARE = 3;

/** The first domain in every place, the others in some. */
function spread(path: string, what: string, model: string, domains: readonly Condition[][], turn: number): Attack[] {
  return domains.flatMap((domain, index) =>
    places(model, domain)
      .filter((_, place) => index === 0 || (place + index + turn) % SHARE === 0)
      .map((sent): Attack => ({ path, what, sent })),
  );
}

export function domainAttacks(): Attack[] {
  return [
    ...[...SECRET_FIELDS, ...FIELDS_TO_PROTECTED].flatMap(([model, field], turn) =>
      spread('protected fields in domains', `${model}.${field}`, model, disguises(field), turn),
    ),
    ...DOTTED_PATHS.flatMap(([model, path], turn) =>
      spread('dotted paths in domains', `${model}.${path}`, model, disguises(path), turn),
    ),
    ...DOTTED_PATHS.flatMap(([model, path], turn) =>
      spread('sub-domains', `${model}.${path}`, model, subdomains(path), turn),
    ),
    ...panels().map((sent): Attack => ({ path: 'search panels', what: 'the other end', sent })),
    ...MALFORMED.flatMap((domain) =>
      places('res.partner', domain as readonly unknown[]).map(
        (sent): Attack => ({ path: 'malformed domains', what: JSON.stringify(domain), sent }),
      ),
    ),
  ];
}
