/** Odoo's own spelling of names. Anything else (case, blanks, full-width dots) is refused, so no trick slips past a rule. */
const MODEL_NAME = /^[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*$/;
const MEMBER_NAME = /^_{0,2}[a-z][a-z0-9_]*$/;

/** Longer than any name that PostgreSQL would take for a table or a column. */
const NAME_MAX_LENGTH = 128;

/** The deepest dotted path that makes sense in a domain. */
const PATH_MAX_HOPS = 8;

export function isModelName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= NAME_MAX_LENGTH && MODEL_NAME.test(value);
}

/** Name of a field or a method. */
export function isMemberName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= NAME_MAX_LENGTH && MEMBER_NAME.test(value);
}

/** `country_id.code`: field names joined by dots, outermost first. */
export function isFieldPath(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const hops = value.split('.');
  return hops.length <= PATH_MAX_HOPS && hops.every(isMemberName);
}
