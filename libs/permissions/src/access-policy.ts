import {
  Forbidden,
  InvalidArguments,
  isMemberName,
  isModelName,
  type Operation,
  type Principal,
} from '#libs/contracts';
import type { PathUse } from './argument-readers.js';
import { classOf } from './method-classes.js';
import { narrowing, type Rule } from './narrowing.js';
import { isFrozenModel, isHiddenModel, isOpenField, isSecretField } from './protected-models.js';
import type { Hop } from './resolve-paths.js';
import { touchedBy } from './touched-records.js';

export type Decision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly refusal: Forbidden | InvalidArguments };

const ALLOWED: Decision = { allowed: true };

/**
 * Whether the names can be trusted, and whether this method may be called on this model at all: asked before any
 * argument is looked at.
 */
export function decideMethod(principal: Principal, { model, method }: Operation): Decision {
  if (!isModelName(model)) return invalid('The model must be a technical name such as "res.partner".');
  if (!isMemberName(method)) return invalid('The method must be a technical name such as "search_read".');
  if (method.startsWith('_'))
    return forbid('method', 'private-methods', `The method ${method} is private to Odoo.`, 'Call a public one.');
  const kind = classOf(method);
  if (kind === 'closed') {
    return forbid(
      'method',
      'closed-methods',
      `The method ${method} would lead round the rules.`,
      'Use search, read or write.',
    );
  }
  if (kind !== 'read' && principal.mode === 'readonly') {
    return forbid(
      'mode',
      'readonly',
      `${method} is not one of the methods that only read, and this key is readonly.`,
      WRITE_HINT,
    );
  }
  const closing = narrowing(principal);
  const rule = closing.method(model, method);
  if (rule !== undefined) return narrowed('method', rule, `The method ${method} is denied on ${model}.`);
  const shown = NAMING.has(method) ? closing.names(model) : undefined;
  return shown
    ? narrowed('field', shown.rule, `${method} would show the field ${shown.field} of ${model}, which is denied.`)
    : decideModel(principal, model, kind !== 'read');
}

/** These answer with the names of records, or give them, though no argument names the field. */
const NAMING = new Set(['name_search', 'name_get', 'name_create']);

/** The decision on an operation whose paths have been resolved. */
export function decide(principal: Principal, operation: Operation, hops: readonly Hop[]): Decision {
  const first = decideMethod(principal, operation);
  if (!first.allowed) return first;
  for (const hop of hops) {
    const decision = decideHop(principal, hop);
    if (!decision.allowed) return decision;
  }
  return decideCount(principal, operation, hops);
}

/** By what is done to a record, the methods that would do the same to it. */
const METHODS: Readonly<Record<PathUse, readonly string[]>> = {
  fields: [],
  domain: [],
  order: [],
  group: [],
  creates: ['create'],
  changes: ['write'],
  links: ['write'],
  unlinks: ['write', 'unlink'],
  deletes: ['unlink'],
};

function decideHop(principal: Principal, { model, field, use, relation }: Hop): Decision {
  const closing = narrowing(principal);
  const methods = METHODS[use];
  const writes = methods.length > 0;
  if (!writes && isOpenField(model, field)) return ALLOWED;
  const decision = decideModel(principal, model, writes);
  if (!decision.allowed) return decision;
  if (isSecretField(field))
    return forbid('field', 'secret-fields', `The field ${field} of ${model} is protected.`, 'Leave it out.');
  const closed = closing.field(model, field);
  if (closed !== undefined) return narrowed('field', closed, `The field ${field} of ${model} is denied.`);
  for (const method of methods) {
    const rule = closing.method(model, method);
    const message = `This call would ${method} records of ${model}, which is denied.`;
    if (rule !== undefined) return narrowed('method', rule, message);
  }
  // A many2one shows the name of the record at the other end, and compares with it.
  return relation === undefined ? ALLOWED : decideRelation(principal, { model, field, relation });
}

function decideRelation(
  principal: Principal,
  { model, field, relation }: { readonly model: string; readonly field: string; readonly relation: string },
): Decision {
  const decision = decideModel(principal, relation, false);
  const shown = narrowing(principal).names(relation);
  if (!decision.allowed || shown?.rule !== 'fields.allow') return decision;
  const message = `The field ${field} of ${model} would show names of ${relation}, which are denied.`;
  return narrowed('field', shown.rule, message);
}

function decideModel(principal: Principal, model: string, writes: boolean): Decision {
  if (isHiddenModel(model)) return forbid('model', 'protected-models', `The model ${model} is protected.`, CLOSED_HINT);
  if (writes && isFrozenModel(model)) {
    return forbid('model', 'frozen-models', `The model ${model} may be read and not written.`, CLOSED_HINT);
  }
  const rule = narrowing(principal).model(model);
  return rule === undefined ? ALLOWED : narrowed('model', rule, `The model ${model} is not open to this key.`);
}

/** Whether nothing of a model may be seen by this principal. */
export function isClosedModel(principal: Principal, model: string): boolean {
  return isHiddenModel(model) || narrowing(principal).model(model) !== undefined;
}

/** Caps keep a slip from becoming a landslide. */
function decideCount({ rules }: Principal, operation: Operation, hops: readonly Hop[]): Decision {
  if (classOf(operation.method) === 'read') return ALLOWED;
  const { written, deleted } = touchedBy(operation, hops);
  if (deleted === Infinity) {
    const message = 'This call would replace all records of a one2many, and delete nobody knows how many.';
    return forbid('arguments', 'UNLINK_MAX_RECORDS', message, ONE_BY_ONE_HINT);
  }
  if (deleted > rules.maxUnlinkRecords) {
    const message = `This call would delete ${deleted} records, and one call may delete ${rules.maxUnlinkRecords}.`;
    return forbid('arguments', 'UNLINK_MAX_RECORDS', message, 'Do it in parts; the operator sets UNLINK_MAX_RECORDS.');
  }
  if (written <= rules.maxWriteRecords) return ALLOWED;
  const message = `This call would write ${written} records, lines included, and one call may write ${rules.maxWriteRecords}.`;
  return forbid('arguments', 'WRITE_MAX_RECORDS', message, IN_PARTS_HINT);
}

const WRITE_HINT = 'Set MCP_MODE=readwrite to allow it.';
const CLOSED_HINT = 'It holds secrets, code or rights, and is closed to every key.';
const IN_PARTS_HINT =
  'Do it in parts: fewer records at once, or more lines by a later write. The operator sets WRITE_MAX_RECORDS.';
const ONE_BY_ONE_HINT = 'Name them: [2, id] deletes a record, [3, id] takes it out, [4, id] adds it.';

/** The refusal of something that one of the lists closes. */
function narrowed(layer: Forbidden['layer'], rule: Rule, message: string): Decision {
  return forbid(layer, rule, message, hintFor(rule));
}

function hintFor(rule: Rule): string {
  if (rule === 'MODELS_ALLOW') return 'Only the models that the operator lists in MODELS_ALLOW are open.';
  if (rule.endsWith('.allow')) return `Only what ${rule} lists in this key's entry in the access file is open.`;
  if (rule.endsWith('.deny')) return `${rule} in this key's entry in the access file closes it.`;
  return 'The operator of the gateway has closed it.';
}

function forbid(layer: Forbidden['layer'], rule: string, message: string, hint: string): Decision {
  return { allowed: false, refusal: new Forbidden(message, { layer, rule, hint }) };
}

function invalid(message: string): Decision {
  return { allowed: false, refusal: new InvalidArguments(message, { rule: 'canonical-names' }) };
}
