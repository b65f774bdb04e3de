import { char, float } from '../orm/field-definition.js';
import type { ModelDefinition } from '../orm/model-definition.js';
import { defineModel } from './magic-fields.js';

/** Models that no Odoo has, `sample.model.1` and so on, for a database with as many of them as a large one. */
export function sampleModels(count: number): ModelDefinition[] {
  return Array.from({ length: count }, (_none, index) =>
    defineModel({
      name: `sample.model.${index + 1}`,
      description: `Sample Model ${index + 1}`,
      order: 'id',
      recordName: 'name',
      nameSearchFields: ['name'],
      fields: {
        name: char('Name', { required: true }),
        code: char('Code'),
        amount: float('Amount'),
      },
      userRights: ['read'],
    }),
  );
}
