import {
  Forbidden,
  InvalidArguments,
  isMemberName,
  isModelName,
  type Operation,
  type Principal,
} from '#libs/contracts';
import { deletionsIn } from './command-deletions.js';
import { classOf } from './method-classes.js';
import { isFrozenModel, isHiddenModel, isSecretField } from './protected-models.js';
import type { Hop } from './resolve-paths.js';
import { narrowing } from './narrowing.js';

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
  const narrowed = narrowing(principal.rules).method(model, method);
  return narrowed
    ? forbid('method', 'METHODS_DENY', `The method ${method} is denied on ${model}.`, OPERATOR_HINT)
    : decideModel(principal, model, kind !== 'read');
}

/** The decision on an operation whose paths have been resolved. */
export function decide(principal: Principal, operation: Operation, hops: readonly Hop[]): Decision {
  const { method } = operation;
  const denied = narrowing(principal.rules);
  const first = decideMethod(principal, operation);
  if (!first.allowed) return first;
  for (const hop of hops) {
    const decision = decideHop(principal, hop, denied.field);
    if (!decision.allowed) return decision;
  }
  const deletions =
    classOf(method) === 'read' ? 0 : deletionsIn([...operation.args, ...Object.values(operation.kwargs)]);
  const kept =
    deletions > 0 ? hops.find((hop) => hop.use === 'values' && denied.method(hop.model, 'unlink')) : undefined;
  if (kept) return forbid('method', 'METHODS_DENY', `Commands that delete are denied on ${kept.model}.`, OPERATOR_HINT);
  return decideCount(principal, operation, deletions);
}

function decideHop(principal: Principal, hop: Hop, deniedField: (model: string, field: string) => boolean): Decision {
  const { model, field, use, relation } = hop;
  const decision = decideModel(principal, model, use === 'values');
  if (!decision.allowed) return decision;
  if (isSecretField(field))
    return forbid('field', 'secret-fields', `The field ${field} of ${model} is protected.`, 'Leave it out.');
  if (deniedField(model, field))
    return forbid('field', 'FIELDS_DENY', `The field ${field} of ${model} is denied.`, OPERATOR_HINT);
  // A many2one shows the name of the record at the other end, and compares with it.
  return relation === undefined ? ALLOWED : decideModel(principal, relation, false);
}

function decideModel({ rules }: Principal, model: string, writes: boolean): Decision {
  if (isHiddenModel(model)) return forbid('model', 'protected-models', `The model ${model} is protected.`, CLOSED_HINT);
  if (writes && isFrozenModel(model)) {
    return forbid('model', 'frozen-models', `The model ${model} may be read and not written.`, CLOSED_HINT);
  }
  const rule = narrowing(rules).closedBy(model);
  if (rule === undefined) return ALLOWED;
  const hint = rule === 'MODELS_ALLOW' ? LISTED_HINT : OPERATOR_HINT;
  return forbid('model', rule, `The model ${model} is not open to this key.`, hint);
}

/** Whether nothing of a model may be seen by this principal. */
export function isClosedModel({ rules }: Principal, model: string): boolean {
  return isHiddenModel(model) || narrowing(rules).closedBy(model) !== undefined;
}

/** Caps keep a slip from becoming a landslide. */
function decideCount({ rules }: Principal, { model, method, args, kwargs }: Operation, deleted: number): Decision {
  const kind = classOf(method);
  if (kind === 'read') return ALLOWED;
  if (deleted > rules.maxUnlinkRecords) {
    return forbid(
      'arguments',
      'UNLINK_MAX_RECORDS',
      `Commands that delete ${deleted} records are above the ${rules.maxUnlinkRecords} that one call may delete.`,
      'Do it in parts; the operator sets UNLINK_MAX_RECORDS.',
    );
  }
  const first = args[0] ?? kwargs['ids'] ?? kwargs['vals_list'];
  const count = Array.isArray(first) ? first.length : 1;
  const [cap, setting] =
    kind === 'delete' ? [rules.maxUnlinkRecords, 'UNLINK_MAX_RECORDS'] : [rules.maxWriteRecords, 'WRITE_MAX_RECORDS'];
  if (count <= cap) return ALLOWED;
  return forbid(
    'arguments',
    setting,
    `${method} on ${count} records of ${model} is above the ${cap} that one call may touch.`,
    `Do it in parts; the operator sets ${setting}.`,
  );
}

const WRITE_HINT = 'Set MCP_MODE=readwrite to allow it.';
const CLOSED_HINT = 'It holds secrets, code or rights, and is closed to every key.';
const OPERATOR_HINT = 'The operator of the gateway has closed it.';
const LISTED_HINT = 'Only the models that the operator lists in MODELS_ALLOW are open.';

function forbid(layer: Forbidden['layer'], rule: string, message: string, hint: string): Decision {
  return { allowed: false, refusal: new Forbidden(message, { layer, rule, hint }) };
}

function invalid(message: string): Decision {
  return { allowed: false, refusal: new InvalidArguments(message, { rule: 'canonical-names' }) };
}
