import {
  type CallOptions,
  Forbidden,
  type OdooExecutor,
  type OdooReader,
  type OdooServerInfo,
  type OdooWriter,
  type Operation,
  type VersionedCaller,
} from '#libs/contracts';
import { ExecutorClient, ReaderClient, WriterClient } from './odoo-client.js';

class RecordingCaller implements VersionedCaller {
  readonly calls: { operation: Operation; options: CallOptions | undefined }[] = [];
  readonly checked: Operation[] = [];
  answer: unknown = [];
  major = 19;

  async check(operation: Operation): Promise<void> {
    this.checked.push(operation);
  }

  async serverInfo(): Promise<OdooServerInfo> {
    return { version: `${this.major}.0`, major: this.major };
  }

  async call(operation: Operation, options?: CallOptions): Promise<unknown> {
    this.calls.push({ operation, options });
    return this.answer;
  }
}

const model = 'res.partner';
const domain = [['name', '=', 'x']];

describe('the clients', () => {
  let caller: RecordingCaller;

  beforeEach(() => {
    caller = new RecordingCaller();
  });

  it.each<[string, (odoo: OdooReader) => Promise<unknown>, Omit<Operation, 'model'>]>([
    [
      'search',
      (odoo) => odoo.search(model, { domain, order: 'id', limit: 5, offset: 0 }),
      { method: 'search', args: [domain], kwargs: { order: 'id', limit: 5, offset: 0 } },
    ],
    ['search for all', (odoo) => odoo.search(model, { domain }), { method: 'search', args: [domain], kwargs: {} }],
    [
      'searchRead',
      (odoo) => odoo.searchRead(model, { domain, fields: ['name'], limit: 5 }),
      { method: 'search_read', args: [domain], kwargs: { fields: ['name'], limit: 5 } },
    ],
    ['searchCount', (odoo) => odoo.searchCount(model, domain), { method: 'search_count', args: [domain], kwargs: {} }],
    ['read', (odoo) => odoo.read(model, [1], ['name']), { method: 'read', args: [[1]], kwargs: { fields: ['name'] } }],
    [
      'read of ids alone',
      (odoo) => odoo.read(model, [1], ['id']),
      { method: 'read', args: [[1]], kwargs: { fields: ['id', 'display_name'] } },
    ],
    ['fieldsGet', (odoo) => odoo.fieldsGet(model), { method: 'fields_get', args: [], kwargs: {} }],
    [
      'fieldsGet of some',
      (odoo) => odoo.fieldsGet(model, ['name'], ['type']),
      { method: 'fields_get', args: [], kwargs: { allfields: ['name'], attributes: ['type'] } },
    ],
    [
      'nameSearch',
      (odoo) => odoo.nameSearch(model, 'deco'),
      { method: 'name_search', args: ['deco', [], 'ilike', 100], kwargs: {} },
    ],
    [
      'nameSearch of some',
      (odoo) => odoo.nameSearch(model, 'deco', { domain, operator: '=', limit: 5 }),
      { method: 'name_search', args: ['deco', domain, '=', 5], kwargs: {} },
    ],
    ['mayAccess', (odoo) => odoo.mayAccess(model, 'write'), { method: 'has_access', args: [[], 'write'], kwargs: {} }],
  ])('%s is a call that only reads', async (_name, read, operation) => {
    const { signal } = new AbortController();
    for (const Client of [ReaderClient, ExecutorClient, WriterClient]) await read(new Client(caller, { signal }));
    const call = { operation: { model, ...operation }, options: { signal, readsOnly: true } };
    expect(caller.calls).toEqual([call, call, call]);
  });

  it('asks for rights as versions before 18 are asked', async () => {
    caller.major = 17;
    caller.answer = false;
    expect(await new ReaderClient(caller).mayAccess(model, 'unlink')).toBe(false);
    expect(caller.calls.map(({ operation }) => operation)).toEqual([
      { model, method: 'check_access_rights', args: ['unlink', false], kwargs: {} },
    ]);
  });

  it('asks the policy whether rows may be read before their ids are searched for', async () => {
    const refused = new Forbidden('No.', { layer: 'field' });
    jest.spyOn(caller, 'check').mockRejectedValueOnce(refused);
    const pages = (field: string) => new ReaderClient(caller).pages(model, { domain, fields: [field] });
    await expect(pages('password')).rejects.toBe(refused);
    expect(caller.calls).toEqual([]);
    await pages('name');
    expect(caller.checked[0]).toEqual({ model, method: 'read', args: [[]], kwargs: { fields: ['name'] } });
    expect(caller.calls.map(({ operation: { method } }) => method)).toEqual(['search']);
  });

  it.each<[string, number, boolean, string]>([
    ['by ranges where Odoo gains by it', 17, true, 'search_read'],
    ['by lists before', 16, true, 'read'],
    ['by lists where searching that reads is denied', 19, false, 'read'],
  ])('reads pages %s', async (_how, major, allowed, method) => {
    caller.major = major;
    const denied = new Forbidden('No.', { layer: 'method' });
    const check = jest.spyOn(caller, 'check').mockResolvedValueOnce();
    if (!allowed) check.mockRejectedValueOnce(denied);
    caller.answer = [1, 2];
    const pages = await new ReaderClient(caller).pages(model, { domain, fields: ['name'] });
    caller.answer = [
      { id: 1, name: 'a' },
      { id: 2, name: 'b' },
    ];
    expect(await pages.next()).toEqual(caller.answer);
    expect(caller.calls.map(({ operation }) => operation.method)).toEqual(['search', method]);
  });

  it('asks the policy alone', async () => {
    const operation = { model, method: 'action_x', args: [[1]], kwargs: {} };
    const executor: OdooExecutor = new ExecutorClient(caller);
    await executor.mayCall(operation);
    expect(caller.checked).toEqual([operation]);
    expect(caller.calls).toEqual([]);
  });

  it.each<[string, (odoo: OdooWriter) => Promise<unknown>, Operation]>([
    [
      'create',
      (odoo) => odoo.create(model, [{ name: 'x' }]),
      { model, method: 'create', args: [[{ name: 'x' }]], kwargs: {} },
    ],
    [
      'write',
      (odoo) => odoo.write(model, [1], { name: 'x' }),
      { model, method: 'write', args: [[1], { name: 'x' }], kwargs: {} },
    ],
    ['unlink', (odoo) => odoo.unlink(model, [1]), { model, method: 'unlink', args: [[1]], kwargs: {} }],
    [
      'call',
      (odoo) => odoo.call({ model, method: 'action_x', args: [[1]], kwargs: {} }),
      { model, method: 'action_x', args: [[1]], kwargs: {} },
    ],
  ])('%s is a call that may write', async (_name, write, operation) => {
    await write(new WriterClient(caller));
    expect(caller.calls).toEqual([{ operation, options: {} }]);
  });

  it('reads one new id and many', async () => {
    const writer = new WriterClient(caller);
    caller.answer = 7;
    expect(await writer.create(model, [{}])).toEqual([7]);
    caller.answer = [7, 8];
    expect(await writer.create(model, [{}, {}])).toEqual([7, 8]);
  });

  it.each([[null], [false], [1]])('takes %p for a write that was not done', async (answer) => {
    caller.answer = answer;
    const writer = new WriterClient(caller);
    expect([await writer.write(model, [1], {}), await writer.unlink(model, [1])]).toEqual([false, false]);
  });
});

describe('a reader', () => {
  const reader: OdooReader = new ReaderClient(new RecordingCaller());

  it('has nothing at run time but what reads', () => {
    expect(memberNames(reader)).toEqual([
      'aggregate',
      'fieldsGet',
      'mayAccess',
      'nameSearch',
      'pages',
      'read',
      'search',
      'searchCount',
      'searchRead',
    ]);
  });

  it('does not let its caller be reached', () => {
    expect(Reflect.ownKeys(reader)).toEqual([]);
  });

  it('has no writing method at type level', () => {
    // @ts-expect-error a reader cannot create
    expect(reader.create).toBeUndefined();
    // @ts-expect-error a reader cannot write
    expect(reader.write).toBeUndefined();
    // @ts-expect-error a reader cannot delete
    expect(reader.unlink).toBeUndefined();
    // @ts-expect-error a reader cannot call anything else
    expect(reader.call).toBeUndefined();
    // @ts-expect-error a reader is no writer
    const writer: OdooWriter = reader;
    expect(writer).toBe(reader);
  });
});

/** Own and inherited, up to what every object has. */
function memberNames(value: object): string[] {
  const names: string[] = [];
  for (let part = value; part !== Object.prototype; part = Object.getPrototypeOf(part) as object) {
    names.push(...Object.getOwnPropertyNames(part).filter((name) => name !== 'constructor'));
  }
  return names.toSorted();
}
