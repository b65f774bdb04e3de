import type { FieldDefinition, FieldDefinitions } from '#libs/contracts';
import { isOpenField, isSecretField } from './protected-models.js';
import { relatedSteps } from './related-fields.js';

const MASK = '***';

/** Nothing that Odoo answers with is nested deeper. */
const MAX_DEPTH = 12;

/** What a principal may not see: fields, and models with the fields that lead to them. */
export interface Unseen {
  readonly field: (model: string, field: string) => boolean;
  readonly model: (model: string) => boolean;
  /** Models of whose records not even the names may be seen. */
  readonly names: (model: string) => boolean;
}

/**
 * Field definitions without the fields that would be refused: secret, denied, leading to a closed model, or related to
 * a field that is one of these.
 * @param fields all of the model's, with the attributes that the gateway works with.
 */
export function withoutProtectedFields(model: string, fields: FieldDefinitions, unseen: Unseen): FieldDefinitions {
  const visible = Object.entries(fields).filter(([name, definition]) => {
    if (isProtected(model, name, unseen)) return false;
    const { relation } = definition;
    if (relation !== undefined && (unseen.model(relation) || unseen.names(relation))) return false;
    return !isRelatedToProtected(model, definition, fields, unseen);
  });
  return Object.fromEntries(visible);
}

/** As far as the model's own definitions tell; where a longer chain leads is found out by who names the field. */
function isRelatedToProtected(
  model: string,
  definition: FieldDefinition,
  fields: FieldDefinitions,
  unseen: Unseen,
): boolean {
  const [first, ...rest] = relatedSteps(definition);
  if (first === undefined) return false;
  if (isProtected(model, first, unseen)) return true;
  const other = fields[first]?.relation;
  const [second, ...further] = rest;
  if (other === undefined || second === undefined) return false;
  if (isOpenField(other, second) && further.length === 0) return false;
  return unseen.model(other) || isProtected(other, second, unseen);
}

function isProtected(model: string, field: string, unseen: Unseen): boolean {
  return isSecretField(field) || unseen.field(model, field);
}

/** An answer whose shape nobody knows, with the value of every member masked that is named like a secret or denied. */
export function maskSecrets(value: unknown, denied: (name: string) => boolean, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return MASK;
  if (Array.isArray(value)) return value.map((item) => maskSecrets(item, denied, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const masked = isSecretField(name) || denied(name);
      return [name, masked ? MASK : maskSecrets(inner, denied, depth + 1)];
    }),
  );
}
