import { isDeepStrictEqual } from 'node:util';
import type { OdooRecord } from '#libs/contracts';
import { idsIn, isChunk, rowsIn, StreamClient } from '../fixtures/stream-client.js';
import { SLOWEST_MS, Travel, type Way } from './ways.js';

jest.setTimeout(SLOWEST_MS);

const USERS: readonly Way[] = [
  { version: 19, user: 'admin', door: 'REST' },
  { version: 19, user: 'demo', door: 'REST' },
  { version: 14, user: 'admin', door: 'REST' },
  { version: 14, user: 'demo', door: 'REST' },
];

describe.each(USERS)('streams: $user on Odoo $version', (way) => {
  let travel: Travel;

  beforeAll(async () => {
    travel = await Travel.start(way, { STREAM_CHUNK_SIZE: '7' });
  });

  afterAll(() => travel.close());

  async function framesOf(params: object, headers = {}) {
    const client = await StreamClient.open(travel.gateway, { method: 'odoo_search', params }, headers);
    await client.all();
    return client.frames;
  }

  it.each([
    ['res.partner', ['name', 'email', 'is_company', 'country_id', 'category_id']],
    ['res.country.state', ['name', 'code', 'country_id']],
    ['product.product', ['display_name', 'list_price', 'active']],
  ])('have all rows of %s, as Odoo itself gives them', async (model, fields) => {
    const ask = () => travel.direct.searchRead(model, [], ['id', ...fields]);
    let direct = await ask();
    let frames = await framesOf({ model, fields });
    // Other tests may make records meanwhile.
    for (let after = await ask(); !isDeepStrictEqual(direct, after); after = await ask()) {
      direct = after;
      frames = await framesOf({ model, fields });
    }
    expect(frames.at(-1)?.data).toMatchObject({ type: 'end' });
    expect(rowsIn(frames)).toEqual(direct);
    expect(frames.findLast(isChunk)?.data['progress']).toEqual({ current: direct.length, total: direct.length });
  });

  it('go on behind each chunk, by id and in another order', async () => {
    const byId = (await travel.direct.searchRead('res.country', [], ['id'])).map(({ id }) => id);
    for (const order of ['id', 'phone_code desc, name']) {
      const params = { model: 'res.country', fields: ['name'], order };
      const frames = await framesOf(params);
      const ids = idsIn(frames);
      expect([...ids].sort((one, other) => one - other)).toEqual(byId);
      for (const { id, data } of frames.filter(isChunk)) {
        const { current } = data['progress'] as { current: number };
        expect(idsIn(await framesOf(params, { 'last-event-id': String(id) }))).toEqual(ids.slice(current));
      }
    }
  });

  it('are files too', async () => {
    const params = { model: 'res.country', fields: ['name', 'code'] };
    const open = (accept: string) => StreamClient.open(travel.gateway, { method: 'odoo_search', params }, { accept });
    const ids = idsIn(await framesOf(params));
    const lines = (await (await open('application/x-ndjson')).all()).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as OdooRecord)['id'])).toEqual(ids);
    const [header, ...rows] = (await (await open('text/csv')).all()).trimEnd().split('\r\n');
    expect(header).toBe('id,name,code');
    expect(rows.map((row) => Number.parseInt(row, 10))).toEqual(ids);
  });

  it('refuse what is protected before their first byte', async () => {
    const params = { model: 'res.users', fields: ['login', 'password'] };
    const { response } = await StreamClient.open(travel.gateway, { method: 'odoo_search', params });
    expect(response.statusCode).toBe(403);
  });
});
