import { Forbidden, InvalidArguments, type Operation } from '#libs/contracts';

/** By this Odoo's record rules know whose records count. */
const ALLOWED = 'allowed_company_ids';

/**
 * The operation with these companies in its context, or those of them that the caller asks for.
 * @param companies any where it is empty.
 * @throws Forbidden where the caller asks for others alone, InvalidArguments for what are no ids.
 */
export function withinCompanies(operation: Operation, companies: readonly number[]): Operation {
  if (companies.length === 0) return operation;
  const context = (operation.kwargs['context'] ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof context !== 'object' || Array.isArray(context)) {
    throw new InvalidArguments('The context must be an object.');
  }
  const allowed = askedCompanies(context, companies);
  return { ...operation, kwargs: { ...operation.kwargs, context: { ...context, [ALLOWED]: allowed } } };
}

function askedCompanies(context: Readonly<Record<string, unknown>>, companies: readonly number[]): readonly number[] {
  const asked = context[ALLOWED];
  if (asked === undefined || asked === null) return companies;
  if (!Array.isArray(asked) || !asked.every(Number.isSafeInteger)) {
    throw new InvalidArguments(`${ALLOWED} must be a list of ids.`);
  }
  // The first one is the company that new records get.
  const allowed = (asked as number[]).filter((id) => companies.includes(id));
  if (allowed.length > 0) return allowed;
  throw new Forbidden('None of these companies is open to this key.', {
    layer: 'key',
    rule: 'companies',
    hint: `Name some of ${companies.join(', ')}, or none.`,
  });
}
