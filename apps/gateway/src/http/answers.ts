import { toolCatalog } from '#libs/tools';
import { z } from 'zod';

interface Answer {
  description: string;
  content: Record<string, { readonly schema: object; example: unknown }>;
}

/**
 * What the routes answer, as their OpenAPI document tells it.
 * @param schema of what is always there; answers may have more.
 */
function jsonAnswer(description: string, schema: z.ZodType, example: unknown): Answer {
  let described: object | undefined;
  // Deriving it is dear, and only the document wants it.
  const media = {
    get schema() {
      return (described ??= openApiSchema(schema));
    },
    example,
  };
  return { description, content: { 'application/json': media } };
}

function openApiSchema(schema: z.ZodType): object {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { target: 'openapi-3.0' });
  return described;
}

/** Of a route that is a tool by another name. */
function toolAnswer(name: string, description: string, example: unknown): Answer {
  const tool = toolCatalog.find((found) => found.name === name);
  if (!tool) throw new Error(`There is no tool ${name}.`);
  return jsonAnswer(description, tool.output, example);
}

const text = z.string();
const members = z.record(text, z.unknown());
const rows = z.array(members);
const counts = z.looseObject({ reachable: z.int(), unreachable: z.int(), unknown: z.int() });

const ACME = { id: 9, name: 'Acme Corporation', email: 'info@agrolait.com' };
const FOUND = {
  model: 'res.partner',
  count: 1,
  records: [ACME],
  has_more: true,
  next_cursor: 'rkRHWhnu5dqMdD5canjJpTI',
};
const MODE = {
  mode: 'readonly',
  allowed_permissions: ['read', 'execute'],
  forbidden_permissions: ['write', 'delete'],
  allowed_tools: ['odoo_search', 'odoo_read'],
  description: 'Searching and reading; nothing in Odoo can be changed.',
};

const mode = z.looseObject({
  mode: z.enum(['readonly', 'readwrite']),
  allowed_permissions: z.array(text),
  forbidden_permissions: z.array(text),
  allowed_tools: z.array(text),
  description: text,
});

/** The same rows with `format=csv`. */
function withCsv(answer: Answer): Answer {
  const csv = { schema: { type: 'string' }, example: 'id,name,email\r\n9,Acme Corporation,info@agrolait.com\r\n' };
  return { ...answer, content: { ...answer.content, 'text/csv': csv } };
}

/** A result below `/mcp`: beside it stands the id of its request. */
function resultOf(result: z.ZodType): z.ZodType {
  return z.looseObject({ result, id: z.union([text, z.number()]).nullable() });
}

export const HEALTH = jsonAnswer(
  'It runs',
  z.looseObject({
    status: text,
    service: text,
    version: text,
    mode: text,
    state: text,
    uptime_seconds: z.int(),
    odoo: counts,
  }),
  {
    status: 'healthy',
    service: 'odoo-mcp-server',
    version: '0.1.0',
    mode: 'readonly',
    state: 'serving',
    uptime_seconds: 42,
    odoo: { reachable: 1, unreachable: 0, unknown: 0 },
  },
);

export const ALIVE = jsonAnswer('It answers', z.looseObject({ status: text }), { status: 'alive' });

export const READY = jsonAnswer('It takes calls', z.looseObject({ status: text, state: text, odoo: counts }), {
  status: 'ready',
  state: 'serving',
  odoo: { reachable: 1, unreachable: 0, unknown: 0 },
});

export const CALLER_MODE = jsonAnswer('The mode of this caller', mode, MODE);

export const CAPABILITIES = jsonAnswer(
  'The mode, under capabilities',
  z.looseObject({ capabilities: z.looseObject({ mode }), serverInfo: z.looseObject({ name: text, version: text }) }),
  {
    capabilities: { tools: true, resources: true, mode: MODE },
    serverInfo: { name: 'odoo-mcp-server', version: '0.1.0' },
  },
);

export const TOOLS = jsonAnswer(
  'The tools of this caller',
  z.looseObject({ tools: z.array(z.looseObject({ name: text, description: text, inputSchema: members })) }),
  { tools: [{ name: 'odoo_count', description: 'Count records', inputSchema: { type: 'object' } }] },
);

export const TOOL_RESULT = jsonAnswer("The tool's result", resultOf(z.unknown()), { result: FOUND, id: 1 });

export const RESOURCES = jsonAnswer(
  'The resources and their templates',
  z.looseObject({ resources: rows, resourceTemplates: rows }),
  {
    resources: [{ name: 'models', title: 'Models', mimeType: 'application/json', uri: 'odoo://models' }],
    resourceTemplates: [{ name: 'model', mimeType: 'application/json', uri: 'odoo://models/{model}' }],
  },
);

export const RESOURCE = jsonAnswer('The resource', resultOf(z.looseObject({ contents: rows })), {
  result: {
    contents: [{ uri: 'odoo://models/res.partner', mimeType: 'application/json', text: '{"model":"res.partner"}' }],
  },
  id: 3,
});

export const RETURNED = jsonAnswer('What the method returned', z.looseObject({ result: z.unknown() }), {
  result: [{ id: 9, name: 'Acme Corporation' }],
});

export const MODELS = jsonAnswer(
  'The models',
  z.looseObject({ models: z.array(z.looseObject({ model: text, name: text })) }),
  { models: [{ model: 'res.partner', name: 'Contact' }] },
);

export const FIELDS = jsonAnswer('The fields', z.looseObject({ model: text, fields: z.unknown() }), {
  model: 'res.partner',
  fields: { email: { string: 'Email', type: 'char' } },
});

export const RECORDS = withCsv(toolAnswer('odoo_search', 'Rows; next_cursor goes on behind them', FOUND));

export const RECORD = jsonAnswer('The record', z.looseObject({ model: text, record: members }), {
  model: 'res.partner',
  record: ACME,
});

export const GROUPS = toolAnswer('odoo_aggregate', 'The groups', {
  model: 'res.partner',
  groups: [{ country_id: [233, 'United States'], __count: 12 }],
  count: 1,
  has_more: false,
});

export const CREATED = toolAnswer('odoo_create', 'The id, or of a list the ids', {
  model: 'res.partner',
  created_id: 1244,
  success: true,
});

export const CHANGED = toolAnswer('odoo_write', 'What was changed', {
  model: 'res.partner',
  updated_ids: [1244],
  success: true,
});

export const DELETED = toolAnswer('odoo_unlink', 'What was deleted', {
  model: 'res.partner',
  deleted_ids: [1244],
  success: true,
});

const error = z.looseObject({
  code: text,
  message: text,
  hint: text.optional().describe('What can be done about it'),
  layer: text.describe('Who refused'),
  retryable: z.boolean(),
  retry_after_seconds: z.int().optional(),
});

/** Below `/mcp` the same stands under `error.data`, beside JSON-RPC's own members. */
export const PROBLEM = jsonAnswer(
  'What was wrong, and a hint that says what to do',
  z.looseObject({ error: z.union([error, z.looseObject({ code: z.int(), message: text, data: error })]) }),
  {
    error: {
      code: 'not_found',
      message: 'res.partner has no such record, or none that may be read.',
      layer: 'odoo',
      retryable: false,
    },
  },
);
