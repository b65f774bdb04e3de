import type { ModelDefinition, OdooVersion } from '../orm/model-definition.js';
import { missingArguments, pythonError, unprocessable } from '../orm/odoo-fault.js';
import type { Json, JsonObject } from '../orm/row.js';
import { toIds } from './arguments.js';
import type { MethodDefinition, Parameter } from './method-definition.js';

type Bound = Readonly<Record<string, Json>>;

/** Python's own binding of a call, with its TypeErrors; since 3.10 they name the class that defines the method. */
export function bindPositional(
  model: ModelDefinition,
  method: string,
  parameters: readonly Parameter[],
  args: readonly Json[],
  kwargs: JsonObject,
  version: OdooVersion,
): Bound {
  const name = `${version === 19 ? `${model.overrides?.[method] ?? 'BaseModel'}.` : ''}${method}()`;
  if (args.length > parameters.length) throw tooMany(name, parameters, args.length);
  const values: Record<string, Json> = {};
  for (const [index, parameter] of parameters.entries()) {
    const positional = args[index];
    if (positional === undefined) continue;
    if (parameter.name in kwargs) {
      throw pythonError('TypeError', `${name} got multiple values for argument '${parameter.name}'`);
    }
    values[parameter.name] = positional;
  }
  for (const [key, value] of Object.entries(kwargs)) {
    if (!parameters.some((parameter) => parameter.name === key)) {
      throw pythonError('TypeError', `${name} got an unexpected keyword argument '${key}'`);
    }
    values[key] = value;
  }
  const missing = fillIn(parameters, values);
  if (missing.length > 0) throw missingArguments(name, missing);
  return values;
}

/** `inspect.Signature.bind` and the 422 that JSON-2 makes of its complaints. */
export function bindNamed(
  model: ModelDefinition,
  method: string,
  { onRecords, parameters }: MethodDefinition,
  ids: Json,
  named: JsonObject,
  version: OdooVersion,
): Bound {
  if (!onRecords && toIds(ids).length > 0) throw unprocessable(`cannot call ${model.name}.${method} with ids`);
  const known = parameters(version);
  const values: Record<string, Json> = { ...named };
  const [missing] = fillIn(known, values);
  if (missing !== undefined) throw unprocessable(`missing a required argument: '${missing}'`);
  const unknown = Object.keys(named).find((key) => !known.some((parameter) => parameter.name === key));
  if (unknown !== undefined) throw unprocessable(`got an unexpected keyword argument '${unknown}'`);
  return values;
}

/** Adds the defaults and answers the names that have none and were not given. */
function fillIn(parameters: readonly Parameter[], values: Record<string, Json>): string[] {
  const missing: string[] = [];
  for (const { name, fallback } of parameters) {
    if (name in values) continue;
    if (fallback === undefined) missing.push(name);
    else values[name] = fallback;
  }
  return missing;
}

/** Python counts `self` too. */
function tooMany(name: string, parameters: readonly Parameter[], given: number): Error {
  const most = parameters.length + 1;
  const least = parameters.filter((parameter) => parameter.fallback === undefined).length + 1;
  const takes = least === most ? `${most}` : `from ${least} to ${most}`;
  return pythonError(
    'TypeError',
    `${name} takes ${takes} positional argument${most === 1 ? '' : 's'} but ${given + 1} were given`,
  );
}
