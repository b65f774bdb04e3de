import type { FieldDefinition, FieldDefinitions } from '#libs/contracts';

/** Fields that tell most about a record of nearly any model, most telling first. */
const TELLING = [
  'display_name',
  'state',
  'stage_id',
  'partner_id',
  'date',
  'date_order',
  'invoice_date',
  'scheduled_date',
  'amount_total',
  'expected_revenue',
  'list_price',
  'email',
  'phone',
  'city',
  'country_id',
  'default_code',
  'qty_available',
  'is_company',
  'user_id',
  'company_id',
];

/** Of these kinds one value may be larger than a whole row should be. */
const BULKY_TYPES = new Set(['binary', 'html', 'text', 'one2many', 'many2many', 'serialized', 'json', 'properties']);

const BOOKKEEPING = new Set(['create_uid', 'create_date', 'write_uid', 'write_date', '__last_update']);

const MAX_FIELDS = 8;

/** A few fields worth showing where the caller has named none: never all of them, never a binary. */
export function smartFields(fields: FieldDefinitions): string[] {
  const telling = TELLING.filter((name) => fields[name] && isCompact(fields[name]));
  const required = Object.keys(fields).filter((name) => {
    const field = fields[name];
    return field?.required === true && field.store !== false && isCompact(field) && !BOOKKEEPING.has(name);
  });
  // `name` says again what `display_name` says.
  const candidates = new Set([...telling, ...required.filter((name) => name !== 'name' || !fields['display_name'])]);
  return ['id', ...[...candidates].slice(0, MAX_FIELDS - 1)];
}

function isCompact(field: FieldDefinition): boolean {
  return !BULKY_TYPES.has(field.type);
}
