import { type RunningGateway, startGateway } from '../fixtures/gateway.js';
import { realOdoo, realOdooSettings } from '../fixtures/real-odoo.js';
import { difference, publicMethods, type Rows, rowsOf } from './attack/odoo-script.js';
import { mayRead, plausibleArguments } from './attack/plausible-arguments.js';
import type { DoorAnswer, MethodCall } from './doors/door.js';
import { methodDoors } from './doors/method-doors.js';

const MODELS = [
  'res.partner',
  'res.users',
  'res.company',
  'sale.order',
  'account.move',
  'stock.picking',
  'crm.lead',
  'product.product',
  'mail.message',
  'ir.cron',
];

/** Closed altogether: not even what reads may be called on it. */
const PROTECTED = 'ir.cron';

/** What Odoo itself writes for a user who logs in, whatever is done then. */
const TOUCHED_BY_LOGIN = new Map([
  ['res_users_log', 'a row for each login'],
  ['res_users_log_id_seq', 'its ids'],
  ['res_device_log', 'a row for each session and its address, from 18'],
  ['res_device_log_id_seq', 'its ids'],
]);

const LEAST_METHODS = 1000;
const PATIENCE_MS = 180_000;

type Sender = (call: MethodCall) => Promise<DoorAnswer>;

describe.each([19, 14] as const)('a readonly key and every public method of Odoo %i', (version) => {
  const methods = publicMethods(version, MODELS);
  const outcomes = { refused: 0, allowed: 0 };
  const wrong: string[] = [];
  let gateway: RunningGateway;
  let before: Rows;

  beforeAll(async () => {
    gateway = await startGateway({
      ...realOdooSettings(realOdoo(version)),
      MCP_MODE: 'readonly',
      RATE_LIMIT_REQUESTS: '1000000',
    });
    // Odoo notes the address at which its administrator logs in, which may be another one than before.
    await gateway.post('/mcp/tools/call', { name: 'odoo_count', arguments: { model: 'res.partner' } });
    before = rowsOf(version);
    const senders = await openDoors(gateway);
    for (const [model, names] of methods) {
      for (const [turn, method] of names.entries()) {
        for (const [door, send] of senders.of(turn)) await tryOne(door, send, model, method);
      }
    }
  }, PATIENCE_MS);

  afterAll(() => gateway.close());

  async function tryOne(door: string, send: Sender, model: string, method: string): Promise<void> {
    const { outcome } = await send({ model, method, args: plausibleArguments(method, version), kwargs: {} });
    const refused = outcome === 'forbidden' || outcome === 'invalid_arguments';
    const expected = mayRead(method) && model !== PROTECTED ? outcome === 'ok' : refused;
    outcomes[refused ? 'refused' : 'allowed'] += 1;
    if (!expected) wrong.push(`${model}.${method} by "${door}": ${outcome}`);
  }

  it('are as many as Odoo has', () => {
    const count = [...methods.values()].flat().length;
    process.stdout.write(`Odoo ${version}: ${count} methods, calls ${JSON.stringify(outcomes)}\n`);
    expect([...methods.keys()]).toEqual(MODELS);
    expect(count).toBeGreaterThan(LEAST_METHODS);
  });

  it('meet: what reads is answered, all else is refused', () => {
    expect(wrong).toEqual([]);
  });

  it('meet, and not one row has changed', () => {
    const changed = difference(before, rowsOf(version));
    for (const [table, lines] of changed) process.stdout.write(`Odoo ${version}: ${table}: ${lines.length} lines\n`);
    const unexplained = [...changed].filter(([table]) => !TOUCHED_BY_LOGIN.has(table));
    expect(unexplained).toEqual([]);
  });
});

/** Every method goes by `/odoo/query`, by one of the eras of MCP, one of the shapes of REST, and by a WebSocket. */
async function openDoors(gateway: RunningGateway): Promise<{ of(turn: number): [string, Sender][] }> {
  const open = await Promise.all(
    methodDoors.map(async (door) => ({ name: door.name, kind: door.kind, send: await door.open(gateway) })),
  );
  const [query, ...others] = open;
  const mcp = others.filter(({ kind }) => kind === 'mcp');
  const rest = others.filter(({ kind }) => kind === 'rest');
  const ws = others.filter(({ kind }) => kind === 'ws');
  return {
    of: (turn) =>
      [query, mcp[turn % mcp.length], rest[turn % rest.length], ws[turn % ws.length]].flatMap((door) =>
        door ? [[door.name, door.send] as [string, Sender]] : [],
      ),
  };
}
