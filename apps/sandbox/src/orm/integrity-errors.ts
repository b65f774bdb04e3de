import type { Environment } from './environment.js';
import type { ModelDefinition, OdooVersion } from './model-definition.js';
import { missingError, validationError, type OdooFault } from './odoo-fault.js';
import type { RecordTable } from './record-table.js';

/** Throws when one of the records is not there, naming the first that is missing. */
export function requireRecords(env: Environment, table: RecordTable, ids: readonly number[]): void {
  const missing = ids.find((id) => !table.get(id));
  if (missing !== undefined) throw missingRecord(env, table.model, missing);
}

export function missingRecord(env: Environment, model: ModelDefinition, id: number): OdooFault {
  return missingError(`Record does not exist or has been deleted.\n(Record: ${model.name}(${id},), User: ${env.uid})`);
}

/** A mandatory field without a value: PostgreSQL's NOT NULL, in Odoo's words. */
export function missingValue(env: Environment, model: ModelDefinition, field: string): OdooFault {
  const label = model.fields[field]?.label ?? field;
  return validationError(
    env.database.version === 19
      ? `The operation cannot be completed: Missing required value for the field '${label}' (${field}).\n` +
          `Model: '${model.description}' (${model.name})\n` +
          '- create/update: a mandatory field is not set\n' +
          '- delete: another model requires the record being deleted, you can archive it instead\n'
      : 'The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n' +
          '- Delete: another model requires the record being deleted. If possible, archive it instead.\n\n' +
          `Model: ${model.description} (${model.name}), Field: ${label} (${field})`,
  );
}

/** A many2one to a record that is not there, or one that would be left so: a foreign key, in Odoo's words. */
export function brokenLink(env: Environment, model: ModelDefinition, field: string): OdooFault {
  const label = model.fields[field]?.label ?? field;
  return validationError(
    env.database.version === 19
      ? 'The operation cannot be completed: Another model is using the record you are trying to delete.\n\n' +
          `The troublemaker is: '${model.description}' (${model.name})\n` +
          `Thanks to the following constraint: '${label}' (${field})\nHow about archiving the record instead?`
      : 'The operation cannot be completed: another model requires the record being deleted. ' +
          `If possible, archive it instead.\n\nModel: ${model.description} (${model.name}), Constraint: ` +
          `${model.name.replaceAll('.', '_')}_${field}_fkey`,
  );
}

/** A many2many to a record that is not there: the foreign key of a relation table, which has no model. */
export function brokenRelation(version: OdooVersion, model: string, field: string, other: string): OdooFault {
  const [left, right] = [model, other].map((name) => name.replaceAll('.', '_'));
  const constraint = `${left}_${right}_rel_${field}_fkey`;
  return validationError(
    version === 19
      ? 'The operation cannot be completed: Another model is using the record you are trying to delete.\n\n' +
          `The troublemaker is: Unknown\nThanks to the following constraint: ${constraint}\n` +
          'How about archiving the record instead?'
      : 'The operation cannot be completed: another model requires the record being deleted. ' +
          `If possible, archive it instead.\n\nModel: Unknown (Unknown), Constraint: ${constraint}`,
  );
}
