import type { FieldDefinitions } from '#libs/contracts';
import { isSecretField } from './protected-models.js';

const MASK = '***';

/** Nothing that Odoo answers with is nested deeper. */
const MAX_DEPTH = 12;

/** What a principal may not see: fields, and models with the fields that lead to them. */
export interface Unseen {
  readonly field: (model: string, field: string) => boolean;
  readonly model: (model: string) => boolean;
}

/** Field definitions without the fields that would be refused: secret, denied, or leading to a closed model. */
export function withoutProtectedFields(model: string, fields: FieldDefinitions, unseen: Unseen): FieldDefinitions {
  const visible = Object.entries(fields).filter(([name, { relation }]) => {
    if (isSecretField(name) || unseen.field(model, name)) return false;
    return relation === undefined || !unseen.model(relation);
  });
  return Object.fromEntries(visible);
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
