import { type RunningGateway, startGateway } from '../fixtures/gateway.js';
import { realOdoo, realOdooSettings } from '../fixtures/real-odoo.js';
import type { DoorAnswer, MethodCall } from './doors/door.js';
import { methodDoors } from './doors/method-doors.js';

/** A number and a text of partners; nothing else that is asked for here is called like them. */
const DENIED = ['message_bounce', 'barcode'];
const NAMED = new RegExp(String.raw`\\?"(?:${DENIED.join('|')})[^"]*\\?":`);

const PARTNER = 'res.partner';
const READING: readonly MethodCall[] = [
  { model: PARTNER, method: 'fields_get' },
  { model: PARTNER, method: 'fields_get', args: [DENIED] },
  { model: PARTNER, method: 'search_read', args: [[], []] },
  { model: PARTNER, method: 'read', args: [[1]] },
  { model: PARTNER, method: 'read_group', args: [[], [], ['country_id']] },
  { model: PARTNER, method: 'read_group', kwargs: { domain: [], fields: [], groupby: [] } },
  { model: PARTNER, method: 'web_read_group', args: [[], [], ['country_id']] },
  { model: PARTNER, method: 'web_read_group', args: [[], null, ['country_id']] },
  { model: PARTNER, method: 'web_read_group', kwargs: { domain: [], fields: [], groupby: ['country_id'] } },
  { model: PARTNER, method: 'web_search_read', args: [[]] },
  { model: PARTNER, method: 'web_search_read', kwargs: { domain: [], fields: [], limit: 1 } },
  { model: PARTNER, method: 'get_views', args: [[[false, 'form']]] },
  { model: PARTNER, method: 'fields_view_get', kwargs: { view_type: 'form' } },
  { model: 'res.users', method: 'get_views', args: [[[false, 'form']]] },
];

/** What only a key that may write can call, and what tells the values that a record has all the same. */
const WRITING: readonly MethodCall[] = [
  { model: PARTNER, method: 'copy_data', args: [[1]] },
  { model: PARTNER, method: 'default_get', args: [DENIED] },
  { model: PARTNER, method: 'onchange', args: [[], {}, [], { message_bounce: {}, barcode: {} }] },
  { model: PARTNER, method: 'onchange', args: [[], {}, [], { message_bounce: '1', barcode: '1' }] },
  { model: PARTNER, method: 'load_views', args: [[[false, 'form']]] },
  { model: PARTNER, method: 'get_view', kwargs: { view_type: 'form' } },
];

describe.each([
  [19, 'readonly', READING],
  [14, 'readonly', READING],
  [19, 'readwrite', [...READING, ...WRITING]],
  [14, 'readwrite', [...READING, ...WRITING]],
] as const)('fields that are denied, on Odoo %i for a %s key', (version, mode, calls) => {
  let gateway: RunningGateway;
  let send: (call: MethodCall) => Promise<DoorAnswer>;

  beforeAll(async () => {
    gateway = await startGateway({
      ...realOdooSettings(realOdoo(version)),
      MCP_MODE: mode,
      FIELDS_DENY: DENIED.map((field) => `${PARTNER}:${field}`).join(','),
      RATE_LIMIT_REQUESTS: '1000000',
    });
    const [query] = methodDoors;
    if (!query) throw new Error('There is no door for methods.');
    send = await query.open(gateway);
  });

  afterAll(() => gateway.close());

  it.each(calls.map((call) => [JSON.stringify(call), call] as const))(
    'are no member of an answer: %s',
    async (_, call) => {
      const { outcome, text } = await send(call);
      expect([outcome, NAMED.exec(text)?.[0]]).toEqual([outcome, undefined]);
    },
  );
});
