import type { Environment } from './environment.js';
import type { ModelDefinition, OdooVersion } from './model-definition.js';
import { pythonError, type OdooFault } from './odoo-fault.js';
import { pythonString, pythonTypeOf } from './python-text.js';
import { isJsonObject, type Json, type JsonObject } from './row.js';

type Operation = 'create' | 'write';

/** The values of a create or a write, once all their names are known to be fields. */
export function checkedValues(
  env: Environment,
  model: ModelDefinition,
  operation: Operation,
  values: Json,
): JsonObject {
  const { version } = env.database;
  if (!isJsonObject(values)) throw notADict(version, model, operation, values);
  for (const name of Object.keys(values)) {
    if (!model.fields[name]) throw invalidField(version, model, operation, name);
  }
  return values;
}

function invalidField(version: OdooVersion, model: ModelDefinition, operation: Operation, name: string): OdooFault {
  // 19's res.partner looks each field up itself before the ORM can say what is wrong.
  if (version === 19 && model.name === 'res.partner' && operation === 'write') return pythonError('KeyError', name);
  return pythonError(
    'ValueError',
    version === 19 ? `Invalid field '${name}' in '${model.name}'` : `Invalid field '${name}' on model '${model.name}'`,
  );
}

/** Models with a create or write of their own fail in it, the others in the ORM's. */
function notADict(version: OdooVersion, model: ModelDefinition, operation: Operation, values: Json): OdooFault {
  const complaint = `'${pythonTypeOf(values)}' object has no attribute`;
  if (model.overrides?.[operation]) return pythonError('AttributeError', `${complaint} 'get'`);
  if (operation === 'create') {
    return version === 19
      ? pythonError('AssertionError', '', [])
      : pythonError('ValueError', 'dictionary update sequence element #0 has length 1; 2 is required');
  }
  return version === 19
    ? invalidField(version, model, operation, pythonString(values))
    : pythonError('AttributeError', `${complaint} 'keys'`);
}
