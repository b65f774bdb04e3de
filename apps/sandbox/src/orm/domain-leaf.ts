import type { DomainNode } from './domain-node.js';
import { OPERATORS } from './domain-operators.js';
import { pythonError } from './odoo-fault.js';
import { pythonRepr, pythonString, pythonTuple, pythonTypeOf } from './python-text.js';
import { isJsonList, type Json } from './row.js';

/** One condition of a domain by 19's rules, which says what is wrong with it. */
export function parseLeaf19(item: Json): DomainNode {
  if (!isJsonList(item) || item.length !== 3 || item[1] === 'any!' || item[1] === 'not any!') {
    throw pythonError('ValueError', `Domain() invalid item in domain: ${pythonRepr(item)}`);
  }
  const [path = null, operator = null, value = null] = item;
  const known = constantLeaf(item);
  if (known) return known;
  if (typeof path !== 'string') throw pythonError('TypeError', `Domain() invalid arguments: ${pythonTuple(item)}`);
  if (path === '') throw pythonError('TypeError', `Empty field name in condition ${pythonTuple(item)}`);
  if (typeof operator !== 'string') {
    throw pythonError('AttributeError', `'${pythonTypeOf(operator)}' object has no attribute 'lower'`);
  }
  const lower = operator.toLowerCase();
  if (!OPERATORS[19].has(lower)) throw pythonError('ValueError', `Invalid operator in condition ${pythonTuple(item)}`);
  return { kind: 'leaf', path, operator: lower === '==' ? '=' : lower, value };
}

/** The same by 14's rules, which trips over some before it can say so. */
export function parseLeaf14(item: Json): DomainNode {
  if (!isJsonList(item)) throw pythonError('ValueError', `Invalid leaf ${pythonString(item)}`);
  if (item.length < 2) throw pythonError('IndexError', 'tuple index out of range');
  const known = constantLeaf(item);
  if (known) return known;
  const [path = null, operator = null, value = null] = item;
  const isOperator = typeof operator === 'string' && OPERATORS[14].has(operator);
  if (item.length === 3 && typeof path === 'string' && path !== '' && isOperator) {
    return { kind: 'leaf', path, operator, value };
  }
  if (isJsonList(value)) throw pythonError('TypeError', "unhashable type: 'list'");
  throw pythonError('ValueError', `Invalid leaf ${pythonTuple(item)}`);
}

/** `(1, '=', 1)` and `(0, '=', 1)`. */
function constantLeaf([left, operator, right, ...rest]: readonly Json[]): DomainNode | undefined {
  const isConstant = (left === 1 || left === 0) && operator === '=' && right === 1 && rest.length === 0;
  return isConstant ? { kind: 'constant', value: left === 1 } : undefined;
}
