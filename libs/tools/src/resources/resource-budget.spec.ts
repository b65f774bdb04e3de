import { noFiles } from '../../../../test/fixtures/absent-ports.js';
import { principal } from '../../../../test/fixtures/principals.js';
import { toolLimits } from '../../../../test/fixtures/tool-limits.js';
import { clients, type Models, RecordingOdoo } from '../../../../test/fixtures/recording-odoo.js';
import type { OdooRecord, Operation, ResourceContext, ResourceDefinition } from '#libs/contracts';
import { companiesResource } from './companies.resource.js';
import { configResource } from './config.resource.js';
import { modelResource } from './model.resource.js';
import { modelsResource } from './models.resource.js';
import { recordResource } from './record.resource.js';
import { usersResource } from './users.resource.js';

const FIELDS = 300;
const models: Models = {
  'res.partner': {
    display_name: 'char',
    email: 'char',
    ...Object.fromEntries(Array.from({ length: FIELDS }, (_, index) => [`x_field_${index}`, 'char'])),
  },
  'res.country': { display_name: 'char', tz: 'selection' },
};

const MODELS = Array.from({ length: 900 }, (_, index) => ({
  model: `x_model.number_${index}`,
  name: `Möbel ${index}`,
}));
const USERS = 80;
const LONG_NAME = 'x'.repeat(5000);
const TZ = Array.from({ length: 600 }, (_, index) => [`Zone/${index}`, `Zone ${index}`]);

/** An Odoo where everything is large. */
function answer({ model, method, kwargs }: Operation): unknown {
  if (method === 'search_count') return USERS;
  if (method === 'fields_get') {
    const selection = { type: 'selection', string: 'Zone', selection: TZ };
    return model === 'res.country' ? { tz: selection } : new RecordingOdoo(models).fieldsOf(model);
  }
  if (method === 'read') return [{ id: 7, display_name: LONG_NAME, email: 'a@b.c', company_id: [1, LONG_NAME] }];
  if (model === 'res.lang') return MODELS.map(({ name }) => ({ code: name, name }));
  const rows: OdooRecord[] = Array.from({ length: USERS }, (_, id) => ({
    id,
    name: `Ünal ${id}`,
    login: `login${id}`,
  }));
  return rows.slice(0, kwargs['limit'] as number);
}

const ALL: ReadonlyArray<readonly [string, ResourceDefinition, Record<string, string>]> = [
  ['models', modelsResource, {}],
  ['users', usersResource, {}],
  ['companies', companiesResource, {}],
  ['config', configResource, {}],
  ['the fields of a model', modelResource, { model: 'res.partner' }],
  ['the fields of a small model with long ones', modelResource, { model: 'res.country' }],
  ['a record', recordResource, { model: 'res.partner', id: '7' }],
];

async function read(
  resource: ResourceDefinition,
  parameters: Record<string, string>,
  responseBytes: number,
  maxRows = 100,
): Promise<{ readonly bytes: number; readonly body: Record<string, unknown> }> {
  const odoo = new RecordingOdoo(models);
  odoo.answer = answer;
  const context: ResourceContext = {
    odoo: clients.reader(odoo),
    schema: odoo.schema,
    files: {
      ...noFiles,
      models: async () => MODELS,
      modules: async () => MODELS.map(({ model }) => model),
      userContext: async () => ({ lang: 'en_US', timezone: 'UTC' }),
    },
    serverInfo: () => odoo.serverInfo(),
    principal: principal('readonly'),
    limits: toolLimits({ maxRows, responseBytes, fileBytes: 10 }),
    effectOf: async () => 'read',
  };
  const { text = '' } = await resource.read(parameters, context);
  return { bytes: Buffer.byteLength(text), body: JSON.parse(text) as Record<string, unknown> };
}

describe.each([1000, 2345, 5000, 20_000, 60_000])('within %i bytes', (budget) => {
  it.each(ALL)('comes %s', async (_what, resource, parameters) => {
    const { bytes } = await read(resource, parameters, budget);
    expect(bytes).toBeLessThanOrEqual(budget);
    expect(bytes).toBeGreaterThan(80);
  });
});

describe('a resource that was cut', () => {
  it.each([
    ['models', modelsResource, MODELS.length, /odoo_models/],
    ['users', usersResource, USERS, /odoo_search on res\.users/],
    ['companies', companiesResource, USERS, /odoo_search on res\.company/],
    ['modules', configResource, MODELS.length, /RESPONSE_BYTE_BUDGET/],
  ] as const)(
    'has whole %s, says how many there are, and how to get the others',
    async (name, resource, total, hint) => {
      const { body } = await read(resource, {}, 2000);
      const whole = await read(resource, {}, Infinity);
      const [shown, all] = [body, whole.body].map((one) => one[name] as unknown[]);
      expect(shown).toEqual(all?.slice(0, shown?.length));
      expect(shown?.length).toBeGreaterThan(2);
      expect(shown?.length).toBeLessThan(total);
      expect(body).toMatchObject({ total, hint: expect.stringMatching(hint) as string });
      expect(whole.body).not.toHaveProperty('total');
    },
  );

  it('counts what the limit of rows has left out, too', async () => {
    const { body } = await read(usersResource, {}, 60_000, 30);
    expect(body['users']).toHaveLength(30);
    expect(body).toMatchObject({ total: USERS });
  });

  it('describes the fields of a large model in short, and the rest by name', async () => {
    const { body } = await read(modelResource, { model: 'res.partner' }, 60_000);
    expect(body).toMatchObject({ field_count: FIELDS + 2, hint: expect.stringContaining('odoo_fields_get') as string });
    const [described, others] = [Object.keys(body['fields'] as object), body['other_fields'] as string[]];
    expect(described.length + others.length).toBe(FIELDS + 2);
    const less = (await read(modelResource, { model: 'res.partner' }, 2000)).body;
    expect(Object.keys(less['fields'] as object)).toEqual(
      described.slice(0, Object.keys(less['fields'] as object).length),
    );
    expect(less['other_fields']).not.toEqual([]);
    expect(less).toMatchObject({ field_count: FIELDS + 2 });
  });

  it('has no long list of options', async () => {
    expect((await read(modelResource, { model: 'res.country' }, 2000)).body['fields']).toEqual({
      tz: { type: 'selection', string: 'Zone' },
    });
    expect((await read(modelResource, { model: 'res.country' }, 60_000)).body['fields']).toMatchObject({
      tz: { selection: TZ },
    });
  });

  it('shows a record with its texts shortened, and says what gives them whole', async () => {
    const { body } = await read(recordResource, { model: 'res.partner', id: '7' }, 1000);
    expect(body).toMatchObject({
      record: { id: 7, display_name: expect.stringMatching(/^x+…\[\d+ more characters\]$/) as string, email: 'a@b.c' },
      hint: expect.stringContaining('odoo_read') as string,
    });
    expect((await read(recordResource, { model: 'res.partner', id: '7' }, 60_000)).body).not.toHaveProperty('hint');
  });
});

it('is given whole to a program, with every attribute of every field', async () => {
  const { body } = await read(modelResource, { model: 'res.partner' }, Infinity);
  expect(Object.keys(body)).toEqual(['model', 'fields']);
  expect(Object.keys(body['fields'] as object)).toHaveLength(FIELDS + 2);
  expect((await read(modelsResource, {}, Infinity)).body['models']).toEqual(MODELS);
});
