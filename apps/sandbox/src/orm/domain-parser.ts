import { POSITIVE_OF } from './domain-operators.js';
import { parseLeaf14, parseLeaf19 } from './domain-leaf.js';
import type { DomainNode } from './domain-node.js';
import type { OdooVersion } from './model-definition.js';
import { pythonError } from './odoo-fault.js';
import { pythonRepr, pythonTypeOf } from './python-text.js';
import { isJsonList, type Json } from './row.js';

const constant = (value: boolean): DomainNode => ({ kind: 'constant', value });

/** Reads prefix notation from the right, as Odoo 19 does: an operator takes what lies on the stack. */
export function parseDomain(domain: Json, version: OdooVersion): DomainNode {
  if (version === 19 && typeof domain === 'boolean') return constant(domain);
  if (!isJsonList(domain)) throw version === 19 ? notADomain19(domain) : notADomain14(domain);
  const stack: DomainNode[] = [];
  const pop = (): DomainNode => {
    const node = stack.pop();
    if (!node) throw malformed(domain, version);
    return node;
  };
  for (const item of domain.toReversed()) {
    if (item === '!') stack.push(version === 19 ? { kind: 'not', operand: pop() } : negated14(pop()));
    else if (item === '&' || item === '|') {
      stack.push({ kind: item === '&' ? 'and' : 'or', operands: [pop(), pop()] });
    } else stack.push(version === 19 ? parseLeaf19(item) : parseLeaf14(item));
  }
  if (stack.length === 1) return pop();
  return stack.length === 0 ? constant(true) : { kind: 'and', operands: stack.toReversed() };
}

/** Whether a condition names this field itself: naming `active` switches the filter on it off. */
export function mentions(node: DomainNode, field: string): boolean {
  if (node.kind === 'leaf') return node.path === field;
  if (node.kind === 'not') return mentions(node.operand, field);
  return node.kind !== 'constant' && node.operands.some((operand) => mentions(operand, field));
}

const OPPOSITE_14: Readonly<Record<string, string>> = {
  ...POSITIVE_OF,
  ...Object.fromEntries(Object.entries(POSITIVE_OF).map(([negative, positive]) => [positive, negative])),
  '=': '!=',
  '<': '>=',
  '>': '<=',
  '<=': '>',
  '>=': '<',
};

/** 14 pushes a "not" down to the conditions, so below a path it asks for another record, not for none. */
function negated14(node: DomainNode): DomainNode {
  // It negates the operator even of [0, '=', 1], and then does not know its own constant any more.
  if (node.kind === 'constant') throw pythonError('ValueError', `Invalid leaf (${Number(node.value)}, '!=', 1)`);
  if (node.kind === 'not') return node.operand;
  if (node.kind !== 'leaf') {
    return { kind: node.kind === 'and' ? 'or' : 'and', operands: node.operands.map(negated14) };
  }
  const operator = OPPOSITE_14[node.operator];
  return operator && !operator.includes('=like') && !operator.includes('=ilike')
    ? { ...node, operator }
    : { kind: 'not', operand: node };
}

function malformed(domain: Json, version: OdooVersion): Error {
  return version === 19
    ? pythonError('ValueError', `Domain() malformed domain ${pythonRepr(domain)}`)
    : pythonError('AssertionError', `This domain is syntactically not correct: ${pythonRepr(domain)}`);
}

const notADomain19 = (domain: Json): Error =>
  pythonError('TypeError', `Domain() invalid argument type for domain: ${pythonRepr(domain)}`);

function notADomain14(domain: Json): Error {
  if (typeof domain === 'string') {
    return pythonError(
      'AssertionError',
      "Domains to normalize must have a 'domain' form: a list or tuple of domain components",
    );
  }
  if (typeof domain === 'object' && domain !== null) return pythonError('KeyError', '0', [0]);
  return pythonError('TypeError', `object of type '${pythonTypeOf(domain)}' has no len()`);
}
