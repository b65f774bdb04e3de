import { char, datetime, integer, many2one, type FieldDefinition } from '../orm/field-definition.js';
import type { ModelDefinition } from '../orm/model-definition.js';

type Draft = Omit<ModelDefinition, 'displayName'> & Partial<Pick<ModelDefinition, 'displayName'>>;

/** Adds what Odoo gives every model: id, display_name and who changed it when. */
export function defineModel(draft: Draft): ModelDefinition {
  const displayName: ModelDefinition['displayName'] =
    draft.displayName ?? ((row) => String(row[draft.recordName] || `${draft.name},${row.id}`));
  return {
    ...draft,
    displayName,
    fields: {
      id: integer('ID', { readonly: true }),
      display_name: char('Display Name', {
        readonly: true,
        stored: draft.fields['display_name']?.stored ?? false,
        compute: displayName,
      }),
      ...withoutDisplayName(draft.fields),
      create_uid: many2one('Created by', 'res.users', { readonly: true }),
      create_date: datetime('Created on', { readonly: true }),
      write_uid: many2one('Last Updated by', 'res.users', { readonly: true }),
      write_date: datetime('Last Updated on', { readonly: true }),
    },
  };
}

function withoutDisplayName(fields: ModelDefinition['fields']): Record<string, FieldDefinition> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== 'display_name'));
}
