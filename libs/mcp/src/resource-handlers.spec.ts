import {
  Forbidden,
  type GatewayError,
  InvalidArguments,
  NotFound,
  OdooUnavailable,
  type ResourceBody,
  type ResourceCall,
  type ResourceDispatcher,
} from '#libs/contracts';
import { type LegacyClient, legacyClient } from '../../../test/fixtures/legacy-client.js';

const listing = (name: string, uri: string) => ({
  name,
  title: name,
  description: `All of ${name}`,
  mimeType: 'application/json',
  uri,
});

/** Offers one resource and one template, and remembers what it was asked. */
class FakeResources implements ResourceDispatcher {
  readonly calls: ResourceCall[] = [];
  body: () => Promise<ResourceBody> = async () => ({ mimeType: 'application/json', text: '{"a":1}' });

  list() {
    return [listing('models', 'odoo://models')];
  }

  templates() {
    return [listing('model', 'odoo://models/{model}')];
  }

  async read(call: ResourceCall) {
    this.calls.push(call);
    return this.body();
  }
}

describe('what a client is told of resources', () => {
  let resources: FakeResources;
  let client: LegacyClient;

  beforeEach(async () => {
    resources = new FakeResources();
    client = await legacyClient({ resources });
  });

  afterEach(() => client.close());

  const ask: LegacyClient['ask'] = (method, params) => client.ask(method, params);

  it('lists those with an address, and templates apart', async () => {
    expect(await ask('resources/list')).toMatchObject({ result: { resources: [listing('models', 'odoo://models')] } });
    const { uri: uriTemplate, ...rest } = listing('model', 'odoo://models/{model}');
    expect(await ask('resources/templates/list')).toMatchObject({
      result: { resourceTemplates: [{ ...rest, uriTemplate }] },
    });
  });

  it('reads one for the principal, by this door, under the id of its request', async () => {
    expect(await ask('resources/read', { uri: 'odoo://models' })).toMatchObject({
      result: { contents: [{ uri: 'odoo://models', mimeType: 'application/json', text: '{"a":1}' }] },
    });
    expect(resources.calls).toEqual([
      {
        uri: 'odoo://models',
        principal: expect.objectContaining({ id: 'alice', mode: 'readonly' }) as unknown,
        door: 'mcp',
        requestId: 'request-1',
        protocol: expect.objectContaining({ requestId: 1 }) as unknown,
        signal: expect.any(AbortSignal) as AbortSignal,
      },
    ]);
  });

  it('gives bytes as they are, and no text beside them', async () => {
    resources.body = async () => ({ mimeType: 'application/pdf', blob: 'AQID' });
    const { result } = (await ask('resources/read', { uri: 'odoo://models' })) as { result: { contents: unknown[] } };
    expect(result.contents).toEqual([
      {
        uri: 'odoo://models',
        mimeType: 'application/pdf',
        blob: 'AQID',
        _meta: { 'odoo-mcp-server/untrusted': true },
      },
    ]);
  });

  it.each<[string, GatewayError, number]>([
    ['what is not there', new NotFound('No.', { hint: 'Look.', layer: 'arguments' }), -32602],
    ['what may not be read', new Forbidden('No.', { hint: 'Look.', layer: 'model', rule: 'secret-rule' }), -32602],
    ['an Odoo that cannot be reached', new OdooUnavailable('No.', { hint: 'Look.' }), -32603],
    ['what cannot be read so', new InvalidArguments('No.', { hint: 'Look.' }), -32602],
  ])('tells of %s by an error of the protocol, the typed one in its data', async (_what, error, code) => {
    resources.body = () => Promise.reject(error);
    const body = await ask('resources/read', { uri: 'odoo://models' });
    const { code: typed, layer, retryable } = error;
    expect(body).toMatchObject({
      error: { code, message: 'No.', data: { uri: 'odoo://models', code: typed, layer, hint: 'Look.', retryable } },
    });
    expect(JSON.stringify(body)).not.toContain('secret-rule');
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['resources/read', { uri: 7 }, 'uri: Invalid input: expected string, received number'],
    ['resources/read', {}, 'uri: Invalid input: expected string, received undefined'],
    ['resources/list', { cursor: 7 }, 'cursor: Invalid input: expected string, received number'],
    ['resources/templates/list', { cursor: 7 }, 'cursor: Invalid input: expected string, received number'],
    ['completion/complete', { ref: 7, argument: 7 }, 'argument: Invalid input: expected object, received number'],
  ])('tells the client what is wrong with the parameters of %s', async (method, params, problem) => {
    expect(await ask(method, params)).toMatchObject({
      error: { code: -32602, message: expect.stringContaining(problem) as string },
    });
  });

  it('says nothing of an error that it did not foresee', async () => {
    resources.body = () => Promise.reject(new Error('canary-9f2c'));
    const body = await ask('resources/read', { uri: 'odoo://models' });
    expect(body).toMatchObject({ error: { code: -32603 } });
    expect(JSON.stringify(body)).not.toContain('canary');
  });
});
