import { type RunningGateway, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { realOdoo, realOdooSettings } from '../fixtures/real-odoo.js';

const odoo = realOdoo(19);

/** What a caller is told: the code, who refused, and the words. */
async function refusal(gateway: RunningGateway, params: unknown): Promise<unknown> {
  const { status, body } = await gateway.post('/mcp/tools/call', { method: 'odoo_search', params, id: 1 });
  const { error } = body as { error: { data: { code: string; layer: string; message: string; hint: string } } };
  const { code, layer, message, hint } = error.data;
  return { status, code, layer, says: `${message} ${hint}` };
}

function nested(depth: number): unknown {
  let domain: unknown = [['name', '=', 'x']];
  for (let level = 1; level < depth; level += 1) domain = [['child_ids', 'any', domain]];
  return domain;
}

const search = { model: 'res.partner' };

const BAD_ARGUMENTS: ReadonlyArray<readonly [string, unknown]> = [
  ['an unknown model', { model: 'res.partnr' }],
  ['an unknown field', { ...search, fields: ['nmae'] }],
  ['an unknown field in a domain', { ...search, domain: [['nmae', '=', 'x']] }],
  ['an unknown operator', { ...search, domain: [['name', '~', 'x']] }],
  ['a domain that is a string', { ...search, domain: "[('name', '=', 'x')]" }],
  ['a domain that is a number', { ...search, domain: 7 }],
  ['a domain nested 50 deep', { ...search, domain: nested(50) }],
  ['lists nested 50 deep', { ...search, domain: JSON.parse('['.repeat(50) + ']'.repeat(50)) as unknown }],
  ['an unknown argument', { ...search, fieldz: ['name'] }],
  ['a limit of -1', { ...search, limit: -1 }],
  ['a limit above the highest', { ...search, limit: 100_000 }],
  ['a name in other letters', { model: 'Res.Partner' }],
];

describe('bad input, on real Odoo 19', () => {
  let gateway: RunningGateway;

  beforeAll(async () => {
    gateway = await startGateway(realOdooSettings(odoo));
  });

  afterAll(() => gateway.close());

  it.each(BAD_ARGUMENTS)('answers %s', async (_name, params) => {
    expect(await refusal(gateway, params)).toMatchSnapshot();
  });

  it.each([
    ['no key', {}],
    ['a wrong key', { authorization: `Bearer ${TEST_KEY}x` }],
  ])('answers %s', async (_name, headers) => {
    const { status, body } = await gateway.post('/mcp/tools/call', { method: 'odoo_search', params: search }, headers);
    expect({ status, body }).toMatchSnapshot();
  });
});

describe('a gateway whose settings are wrong, on real Odoo 19', () => {
  it.each([
    // One refused login each; five within a minute would make Odoo refuse everybody on this machine.
    ['a wrong password', { ODOO_PASSWORD: 'wrong' }],
    ['a wrong database', { ODOO_DATABASE: 'nowhere' }],
  ])('answers %s, and does not knock again', async (_name, wrong) => {
    const gateway = await startGateway({ ...realOdooSettings(odoo), ...wrong });
    try {
      const first = await refusal(gateway, search);
      expect(first).toMatchSnapshot();
      expect(await refusal(gateway, search)).toEqual(first);
    } finally {
      await gateway.close();
    }
  });
});
