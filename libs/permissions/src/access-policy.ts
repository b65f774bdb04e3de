import {
  Forbidden,
  InvalidArguments,
  isMemberName,
  isModelName,
  modeAllows,
  type Operation,
  type Principal,
} from '#libs/contracts';
import { methodAccess } from './method-classes.js';
import { isFrozenModel, isHiddenModel, isSecretField } from './protected-models.js';
import type { Hop } from './resolve-paths.js';

export type Decision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly refusal: Forbidden | InvalidArguments };

const ALLOWED: Decision = { allowed: true };

/** Context keys that change how something is shown and nothing else. */
const HARMLESS_CONTEXT = new Set(['lang', 'tz', 'allowed_company_ids', 'active_test', 'bin_size']);

/** Whether the names can be trusted, and the method may be called at all; asked before any argument is looked at. */
export function decideMethod(principal: Principal, { model, method, kwargs }: Operation): Decision {
  if (!isModelName(model)) return invalid('The model must be a technical name such as "res.partner".');
  if (!isMemberName(method)) return invalid('The method must be a technical name such as "search_read".');
  const access = methodAccess(method);
  if (access === undefined) {
    return forbid(
      'method',
      'unclassified-method',
      `The method ${method} is not one that the gateway can judge.`,
      READING_HINT,
    );
  }
  if (!modeAllows(principal.mode, access)) {
    return forbid(
      'mode',
      'readonly',
      `${method} writes, and this key is readonly.`,
      'Set MCP_MODE=readwrite to allow it.',
    );
  }
  return isHarmless(kwargs['context'] ?? {})
    ? ALLOWED
    : forbid('arguments', 'context-key', 'The context holds a key that is not let through.', CONTEXT_HINT);
}

/** The decision on an operation whose paths have been resolved. */
export function decide(principal: Principal, operation: Operation, hops: readonly Hop[]): Decision {
  const decision = decideMethod(principal, operation);
  if (!decision.allowed) return decision;
  const writes = methodAccess(operation.method) !== 'read';
  const models = new Set([operation.model, ...hops.map(({ model }) => model)]);
  for (const model of models) {
    if (isHiddenModel(model))
      return forbid('model', 'protected-models', `The model ${model} is protected.`, UNLOCK_HINT);
  }
  const written = writes ? [operation.model, ...hops.map(({ model }) => model)].find(isFrozenModel) : undefined;
  if (written !== undefined) {
    return forbid('model', 'frozen-models', `The model ${written} may be read and not written.`, UNLOCK_HINT);
  }
  const secret = hops.find(({ field }) => isSecretField(field));
  return secret
    ? forbid('field', 'secret-fields', `The field ${secret.field} of ${secret.model} is protected.`, 'Leave it out.')
    : ALLOWED;
}

function isHarmless(context: unknown): boolean {
  const keyed = typeof context === 'object' && context !== null && !Array.isArray(context);
  return keyed && Object.keys(context).every((key) => HARMLESS_CONTEXT.has(key));
}

const READING_HINT = 'Use one of the tools that read, or search.';
const CONTEXT_HINT = `Only these pass: ${[...HARMLESS_CONTEXT].join(', ')}.`;
const UNLOCK_HINT = 'It holds secrets, code or rights, and is closed to every key.';

function forbid(layer: Forbidden['layer'], rule: string, message: string, hint: string): Decision {
  return { allowed: false, refusal: new Forbidden(message, { layer, rule, hint }) };
}

function invalid(message: string): Decision {
  return { allowed: false, refusal: new InvalidArguments(message, { rule: 'canonical-names' }) };
}
