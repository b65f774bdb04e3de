import { isFieldPath } from './names.js';

/** An Odoo domain in prefix notation: conditions `[field, operator, value]` and the words `&`, `|`, `!`. */
export type Domain = readonly unknown[];

export type DomainLeaf = readonly [path: string, operator: string, value: unknown];

export interface DomainLimits {
  /** Conditions in all, sub-domains and every "!" included. */
  readonly maxLeaves: number;
  /** Sub-domains inside one another (`any`). */
  readonly maxDepth: number;
}

/** Operators of Odoo 14 … 20. `any!` and `not any!`, which skip record rules, are left out on purpose. */
const OPERATORS = new Set(
  '= != > >= < <= =? =like =ilike like ilike in child_of parent_of any'
    .split(' ')
    .concat(['not like', 'not ilike', 'not =like', 'not =ilike', 'not in', 'not any']),
);
const SUBDOMAIN_OPERATORS = new Set(['any', 'not any']);

/** Operands that each prefix word consumes. */
const ARITY = new Map([
  ['&', 2],
  ['|', 2],
  ['!', 1],
]);

/**
 * What is wrong with a value that should be a domain, or undefined. A malformed domain must never reach Odoo: some
 * versions read parts of one as "everything".
 */
export function domainProblem(value: unknown, limits: DomainLimits): string | undefined {
  const count = { leaves: 0 };
  const problem = problemAt(value, 'domain', 1, limits, count);
  if (problem !== undefined) return problem;
  return count.leaves > limits.maxLeaves
    ? `domain has more conditions than the ${limits.maxLeaves} allowed`
    : undefined;
}

function problemAt(
  value: unknown,
  where: string,
  depth: number,
  limits: DomainLimits,
  count: { leaves: number },
): string | undefined {
  if (!Array.isArray(value)) return `${where} must be a list of conditions, not ${kindOf(value)}`;
  if (depth > limits.maxDepth) return `${where} is nested deeper than ${limits.maxDepth} levels`;
  // Operands still needed by the prefix words read so far.
  let needed = 0;
  for (const [index, item] of value.entries()) {
    const arity = typeof item === 'string' ? ARITY.get(item) : undefined;
    // A row of "!" can be of any length; "&" and "|" are bounded by the conditions that they need.
    if (arity !== 2) count.leaves += 1;
    if (count.leaves > limits.maxLeaves) return undefined;
    if (arity !== undefined) {
      needed = Math.max(needed, 1) + arity - 1;
      continue;
    }
    const problem = leafProblem(item, `${where}[${index}]`, depth, limits, count);
    if (problem !== undefined) return problem;
    needed = Math.max(needed - 1, 0);
  }
  return needed > 0 ? `${where} ends early: an "&", "|" or "!" lacks ${needed} of its conditions` : undefined;
}

function leafProblem(
  item: unknown,
  where: string,
  depth: number,
  limits: DomainLimits,
  count: { leaves: number },
): string | undefined {
  if (!Array.isArray(item) || item.length !== 3) {
    return `${where} must be a condition [field, operator, value] or one of "&", "|", "!"`;
  }
  const [field, operator, operand] = item;
  if (isConstantLeaf(item)) return undefined;
  if (!isFieldPath(field)) return `${where}[0] must be a field name such as "name" or "country_id.code"`;
  if (typeof operator !== 'string' || !OPERATORS.has(operator)) {
    return `${where}[1] must be an operator: ${[...OPERATORS].join(', ')}`;
  }
  if (SUBDOMAIN_OPERATORS.has(operator)) return problemAt(operand, `${where}[2]`, depth + 1, limits, count);
  const plain = Array.isArray(operand) ? operand.every(isScalar) : isScalar(operand);
  return plain ? undefined : `${where}[2] must be a string, number, boolean, null or a list of these`;
}

/** `[1, "=", 1]` and `[0, "=", 1]`: Odoo's words for "always" and "never". */
function isConstantLeaf(item: readonly unknown[]): boolean {
  return (item[0] === 1 || item[0] === 0) && item[1] === '=' && item[2] === 1;
}

function isScalar(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  const kind = typeof value;
  return kind === 'object' || kind === 'undefined' ? `an ${kind}` : `a ${kind}`;
}

/** Every condition of a well-formed domain, with those of sub-domains under the path that leads to them. */
export function* leavesOf(domain: Domain): Generator<DomainLeaf> {
  for (const item of domain) {
    if (!Array.isArray(item) || isConstantLeaf(item)) continue;
    const [path, operator, operand] = item as unknown as DomainLeaf;
    yield [path, operator, operand];
    if (!SUBDOMAIN_OPERATORS.has(operator) || !Array.isArray(operand)) continue;
    for (const [inner, innerOperator, innerOperand] of leavesOf(operand)) {
      yield [`${path}.${inner}`, innerOperator, innerOperand];
    }
  }
}
