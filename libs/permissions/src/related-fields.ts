import type { FieldDefinition } from '#libs/contracts';

/** The chain of a related field, `["partner_id", "email"]`; empty for any other field. */
export function relatedSteps({ related }: FieldDefinition): readonly string[] {
  if (typeof related === 'string') return related.split('.');
  return related ?? [];
}
