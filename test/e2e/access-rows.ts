import type { Narrowing } from '../../libs/config/src/access-file/access-file.schema.js';
import type { AccessCaller } from './access-caller.js';

/** A caller with these members, what it asks, and what comes of it. */
type Case = readonly [entry: Narrowing, ask: (caller: AccessCaller) => Promise<unknown>, expected: unknown];

/** One member, once where it lets through and once where it refuses. */
export interface AccessRow {
  readonly member: string;
  readonly passes: Case;
  readonly refuses: Case;
}

export const MARK = 'Access file row';
export const COMPANIES = [1, 2];

const MARKED = { model: 'res.partner', domain: [['name', '=like', `${MARK}%`]] };
const INVOICES_OF_2 = { model: 'account.move', domain: [['company_id', '=', 2]] };
const query = (method: string) => ({ model: 'res.partner', method, args: [MARKED.domain] });

const count = (caller: AccessCaller): Promise<unknown> => caller.outcome('odoo_count', MARKED);
const read =
  (...fields: string[]) =>
  (caller: AccessCaller): Promise<unknown> =>
    caller.outcome('odoo_search', { ...MARKED, fields });
const call =
  (method: string) =>
  (caller: AccessCaller): Promise<unknown> =>
    caller.outcome('odoo_call', query(method));
const search =
  (limit: number) =>
  (caller: AccessCaller): Promise<unknown> =>
    caller.outcome('odoo_search', { ...MARKED, limit });
const write =
  (records: number) =>
  async (caller: AccessCaller): Promise<unknown> => {
    const ids = (await caller.marked()).slice(0, records);
    return caller.outcome('odoo_write', { model: 'res.partner', ids, values: { comment: 'Written' } });
  };
const unlink =
  (records: number) =>
  async (caller: AccessCaller): Promise<unknown> =>
    caller.outcome('odoo_unlink', { model: 'res.partner', ids: await caller.create(records) });
const invoices = (caller: AccessCaller): Promise<unknown> => caller.sees('odoo_count', INVOICES_OF_2);
/** Odoo's record rules show to a salesman no leads of others. */
const seesAllLeads = async (caller: AccessCaller): Promise<boolean> =>
  (await caller.result('odoo_count', { model: 'crm.lead', domain: [] })).count === (await caller.leads());
const isAsked = (caller: AccessCaller): Promise<unknown> => caller.isAsked();
const there = (caller: AccessCaller): Promise<unknown> => caller.sees('odoo_count', { ...MARKED, connection: 'rpc' });
const thereByHeader = (caller: AccessCaller): Promise<unknown> => caller.seesByHeader('rpc', MARKED);
const thereAsAdmin = (caller: AccessCaller): Promise<unknown> => caller.seesAllLeadsOn('json');
const invoicesThere = (caller: AccessCaller): Promise<unknown> =>
  caller.sees('odoo_count', { ...INVOICES_OF_2, connection: 'json' });

const twice = async (caller: AccessCaller): Promise<unknown> => [await count(caller), await count(caller)];

/** What narrows a caller, by a key or by a token alike. The file's connection `main` is an Odoo 19, `rpc` an Odoo 14. */
export const NARROWING_ROWS: readonly AccessRow[] = [
  {
    member: 'mode',
    passes: [{ mode: 'readwrite' }, write(1), 'ok'],
    refuses: [{ mode: 'readonly' }, write(1), 'forbidden'],
  },
  {
    member: 'connection',
    passes: [{}, (caller) => caller.sees('odoo_count', MARKED), true],
    refuses: [{ connection: 'rpc' }, (caller) => caller.sees('odoo_count', MARKED), false],
  },
  {
    member: 'connections',
    passes: [{ connections: ['rpc'] }, there, false],
    refuses: [{ connections: ['json'] }, there, 'forbidden'],
  },
  {
    member: 'connections',
    passes: [{ connections: ['rpc'] }, thereByHeader, false],
    refuses: [{ connections: ['json'] }, thereByHeader, 'forbidden'],
  },
  {
    member: 'connections.connection',
    passes: [{ connections: [{ connection: 'rpc' }] }, there, false],
    refuses: [{ connections: [{ connection: 'json' }] }, there, 'forbidden'],
  },
  {
    member: 'connections.identity',
    passes: [{ connections: [{ connection: 'json' }] }, thereAsAdmin, true],
    refuses: [{ connections: [{ connection: 'json', identity: 'demo' }] }, thereAsAdmin, false],
  },
  {
    member: 'connections.companies',
    passes: [{ connections: [{ connection: 'json', companies: [2] }] }, invoicesThere, true],
    refuses: [{ connections: [{ connection: 'json', companies: [1] }] }, invoicesThere, false],
  },
  { member: 'identity', passes: [{}, seesAllLeads, true], refuses: [{ identity: 'demo' }, seesAllLeads, false] },
  {
    member: 'models.allow',
    passes: [{ models: { allow: ['res.partner'] } }, count, 'ok'],
    refuses: [{ models: { allow: ['sale.*'] } }, count, 'forbidden'],
  },
  {
    member: 'models.deny',
    passes: [{ models: { deny: ['sale.*'] } }, count, 'ok'],
    refuses: [{ models: { deny: ['res.partner'] } }, count, 'forbidden'],
  },
  {
    member: 'fields.allow',
    passes: [{ fields: { allow: ['name'] } }, read('name'), 'ok'],
    refuses: [{ fields: { allow: ['name'] } }, read('name', 'email'), 'forbidden'],
  },
  {
    member: 'fields.deny',
    passes: [{ fields: { deny: ['res.partner:email'] } }, read('name'), 'ok'],
    refuses: [{ fields: { deny: ['res.partner:email'] } }, read('email'), 'forbidden'],
  },
  {
    member: 'methods.allow',
    passes: [{ mode: 'readwrite', methods: { allow: ['write'] } }, write(1), 'ok'],
    refuses: [{ mode: 'readwrite', methods: { allow: ['create'] } }, write(1), 'forbidden'],
  },
  {
    member: 'methods.deny',
    passes: [{ methods: { deny: ['res.partner:search'] } }, call('search_count'), 'ok'],
    refuses: [{ methods: { deny: ['res.partner:search'] } }, call('search'), 'forbidden'],
  },
  { member: 'companies', passes: [{ companies: [2] }, invoices, true], refuses: [{ companies: [1] }, invoices, false] },
  {
    member: 'ips',
    passes: [{ ips: ['127.0.0.0/8'] }, count, 'ok'],
    refuses: [{ ips: ['10.0.0.0/8'] }, count, 'forbidden'],
  },
  {
    member: 'rate.requests',
    passes: [{ rate: { requests: 1000, window: 60 } }, twice, ['ok', 'ok']],
    refuses: [{ rate: { requests: 1, window: 60 } }, twice, ['ok', 'rate_limited']],
  },
  {
    member: 'rate.window',
    passes: [{ rate: { requests: 1, window: 1 } }, (caller) => caller.waitsAtMost(1), true],
    refuses: [{ rate: { requests: 1, window: 3600 } }, (caller) => caller.waitsAtMost(1), false],
  },
  {
    member: 'caps.rows',
    passes: [{ caps: { rows: 2 } }, search(2), 'ok'],
    refuses: [{ caps: { rows: 2 } }, search(3), 'invalid_arguments'],
  },
  {
    member: 'caps.write',
    passes: [{ mode: 'readwrite', caps: { write: 1 } }, write(1), 'ok'],
    refuses: [{ mode: 'readwrite', caps: { write: 1 } }, write(2), 'forbidden'],
  },
  {
    member: 'caps.unlink',
    passes: [{ mode: 'readwrite', caps: { unlink: 1 } }, unlink(1), 'ok'],
    refuses: [{ mode: 'readwrite', caps: { unlink: 1 } }, unlink(2), 'forbidden'],
  },
  {
    member: 'confirm',
    passes: [{ mode: 'readwrite', confirm: 'never' }, isAsked, false],
    refuses: [{ mode: 'readwrite', confirm: 'always' }, isAsked, true],
  },
];
