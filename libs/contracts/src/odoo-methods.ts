import { InvalidArguments } from './errors.js';
import type { Operation } from './operation.js';

/** How a public method takes its arguments. */
export interface MethodSignature {
  /** True for a method on records: its first positional argument is the list of ids. */
  readonly onRecords: boolean;
  /** Parameter names in their order, without the ids. */
  readonly parameters: readonly string[];
}

const onModel = (...parameters: string[]): MethodSignature => ({ onRecords: false, parameters });
const onRecords = (...parameters: string[]): MethodSignature => ({ onRecords: true, parameters });

/** Signatures as Odoo 19 declares them: the names that JSON-2 wants and that the policy reads. */
const SIGNATURES: Readonly<Record<string, MethodSignature>> = {
  search: onModel('domain', 'offset', 'limit', 'order'),
  search_read: onModel('domain', 'fields', 'offset', 'limit', 'order'),
  search_count: onModel('domain', 'limit'),
  read: onRecords('fields', 'load'),
  fields_get: onModel('allfields', 'attributes'),
  create: onModel('vals_list'),
  write: onRecords('vals'),
  unlink: onRecords(),
};

/** An operation with every argument under its name. */
export interface NamedArguments {
  readonly ids: readonly unknown[] | undefined;
  readonly named: Readonly<Record<string, unknown>>;
}

export function signatureOf(method: string): MethodSignature | undefined {
  return Object.hasOwn(SIGNATURES, method) ? SIGNATURES[method] : undefined;
}

/**
 * Positional and keyword arguments under their names. Undefined for a method without a known signature that was given
 * positional arguments, since nothing tells what they are.
 * @throws InvalidArguments for too many arguments, one given twice, or ids that are no list.
 */
export function nameArguments(operation: Operation): NamedArguments | undefined {
  const { method, args, kwargs } = operation;
  const signature = signatureOf(method);
  if (!signature) return args.length === 0 ? { ids: undefined, named: kwargs } : undefined;
  const positional = signature.onRecords ? args.slice(1) : args;
  if (positional.length > signature.parameters.length) {
    throw new InvalidArguments(`${method} takes ${signature.parameters.length} arguments, not ${positional.length}.`, {
      hint: `Its parameters are: ${signature.parameters.join(', ') || 'none'}.`,
    });
  }
  const named: Record<string, unknown> = { ...kwargs };
  for (const [index, value] of positional.entries()) {
    const name = signature.parameters[index] as string;
    if (Object.hasOwn(named, name)) throw new InvalidArguments(`${method} was given "${name}" twice.`);
    named[name] = value;
  }
  if (!signature.onRecords) return { ids: undefined, named };
  const { ids, ...rest } = named;
  if (ids !== undefined && args.length > 0) throw new InvalidArguments(`${method} was given "ids" twice.`);
  return { ids: idsOf(method, ids ?? args[0]), named: rest };
}

function idsOf(method: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (Number.isInteger(value)) return [value];
  throw new InvalidArguments(`${method} works on records: its first argument must be a list of ids.`);
}
