import { isNumeric, isSearchable, isSortable, isStored, type FieldDefinition } from '../orm/field-definition.js';
import type { OdooVersion } from '../orm/model-definition.js';
import type { Json, JsonObject } from '../orm/row.js';
import { toFieldNames } from './arguments.js';
import { optional, type MethodDefinition } from './method-definition.js';

export const fieldsGet: MethodDefinition = {
  onRecords: false,
  versions: [14, 19],
  parameters: () => [optional('allfields'), optional('attributes')],
  run: ({ env, table, values }) => {
    const { allfields = null } = values;
    // A name given as a text is looked for inside it, as Python's "in" does.
    const isWanted = typeof allfields === 'string' ? (name: string) => allfields.includes(name) : among(allfields);
    const isAsked = among(values['attributes'] ?? null);
    const answer: Record<string, Json> = {};
    for (const [name, field] of Object.entries(table.model.fields)) {
      if (!isWanted(name)) continue;
      const description = Object.entries(describe(table.model.name, name, field, env.database.version));
      answer[name] = Object.fromEntries(description.filter(([attribute]) => isAsked(attribute)));
    }
    return answer;
  },
};

/** An empty list, like none at all, means every name. */
function among(names: Json): (name: string) => boolean {
  const wanted = new Set(toFieldNames(names));
  return (name) => wanted.size === 0 || wanted.has(name);
}

function describe(model: string, name: string, field: FieldDefinition, version: OdooVersion): JsonObject {
  return {
    type: field.type,
    string: field.label,
    ...(field.help ? { help: field.help } : {}),
    change_default: false,
    company_dependent: false,
    depends: [],
    manual: false,
    readonly: field.readonly ?? false,
    required: field.required ?? false,
    searchable: isSearchable(field) || (version === 19 && name === 'display_name'),
    sortable: isSortable(field),
    store: isStored(field),
    ...(version === 19 ? since19(model, name, field) : {}),
    ...(isNumeric(field) && name !== 'id' ? { [version === 19 ? 'aggregator' : 'group_operator']: 'sum' } : {}),
    ...relationAttributes(field),
    ...(field.related ? { related: version === 19 ? field.related : field.related.split('.') } : {}),
    ...(field.selection ? { selection: field.selection } : {}),
    ...(field.currencyField ? { currency_field: field.currencyField } : {}),
    ...(field.type === 'binary' ? { attachment: true } : {}),
    ...textAttributes(field),
  };
}

function since19(model: string, name: string, field: FieldDefinition): JsonObject {
  const { relation, type } = field;
  return {
    name,
    exportable: true,
    default_export_compatible: false,
    groupable: isSearchable(field) && type !== 'one2many' && type !== 'binary',
    ...(relation ? { allow_hierachy_operators: relation === model || relation === 'res.partner.category' } : {}),
  };
}

function textAttributes({ type, translate = false }: FieldDefinition): JsonObject {
  if (type === 'char') return { translate, trim: true };
  if (type === 'text') return { translate };
  return type === 'html' ? { translate, sanitize: true } : {};
}

function relationAttributes({ relation, inverse }: FieldDefinition): JsonObject {
  if (!relation) return {};
  return { relation, domain: [], context: {}, ...(inverse ? { relation_field: inverse } : {}) };
}
