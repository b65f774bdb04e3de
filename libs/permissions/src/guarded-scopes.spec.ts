import { failureOf } from '../../../test/fixtures/failure-of.js';
import { principal } from '../../../test/fixtures/principals.js';
import { clients, type Models, RecordingOdoo } from '../../../test/fixtures/recording-odoo.js';
import { RecordingTrail } from '../../../test/fixtures/recording-trail.js';
import type { Access, Operation } from '#libs/contracts';
import { GuardedOdoo } from './guarded-odoo.js';

const models: Models = {
  'sale.order': { id: 'integer', name: 'char', order_line: 'one2many sale.order.line' },
  'sale.order.line': { id: 'integer', name: 'char', order_id: 'many2one sale.order' },
};

const model = 'sale.order';
const operation = (method: string, ...args: unknown[]): Operation => ({ model, method, args, kwargs: {} });

/** By what they do. */
const OPERATIONS: Readonly<Record<string, readonly [Operation, readonly Access[]]>> = {
  reading: [operation('search_read', [], ['name']), ['read']],
  creating: [operation('create', [{ name: 'x' }]), ['read', 'write']],
  changing: [operation('write', [1], { name: 'x' }), ['read', 'write']],
  deleting: [operation('unlink', [1]), ['read', 'delete']],
  calling: [operation('action_confirm', [1]), ['read', 'execute']],
  'changing a line': [operation('write', [1], { order_line: [[1, 2, { name: 'x' }]] }), ['read', 'write']],
  'deleting a line': [operation('write', [1], { order_line: [[2, 5]] }), ['read', 'write', 'delete']],
  'taking a line out': [operation('write', [1], { order_line: [[3, 5]] }), ['read', 'write', 'delete']],
};

const ALL: readonly Access[] = ['read', 'write', 'delete', 'execute'];

describe('the guarded port and the scopes of a token', () => {
  let odoo: RecordingOdoo;

  beforeEach(() => {
    odoo = new RecordingOdoo(models);
  });

  const limits = { maxLeaves: 20, maxDepth: 3, fileBytes: 1000 };
  const call = async (scopes: readonly Access[] | undefined, asked: Operation) => {
    const caller = { ...principal('readwrite'), ...(scopes && { scopes }) };
    return new GuardedOdoo(odoo, clients, limits, new RecordingTrail()).executor(caller).odoo.call(asked);
  };

  describe.each(Object.entries(OPERATIONS))('%s', (_what, [asked, needed]) => {
    it('is let through with just the scopes that it needs', async () => {
      await call(needed, asked);
      expect(odoo.operations).toEqual([asked]);
    });

    it('is let through without any scopes, for a key has none', async () => {
      await call(undefined, asked);
      expect(odoo.operations).toEqual([asked]);
    });

    it.each(needed)('is refused without %s, and Odoo hears nothing', async (missing) => {
      const others = ALL.filter((access) => access !== missing);
      expect(await failureOf(call(others, asked))).toMatchObject({
        code: 'insufficient_scope',
        scopes: expect.arrayContaining([`odoo:${missing}`]) as string[],
      });
      expect(odoo.operations).toEqual([]);
    });
  });

  it('opens nothing that the mode closes', async () => {
    const caller = { ...principal('readonly'), scopes: ALL };
    const writing = new GuardedOdoo(odoo, clients, limits, new RecordingTrail())
      .executor(caller)
      .odoo.call(operation('write', [1], {}));
    expect(await failureOf(writing)).toMatchObject({ code: 'forbidden', layer: 'mode' });
  });

  it.each(['reader', 'executor', 'writer'] as const)('hands out no %s without odoo:read', (kind) => {
    const caller = { ...principal('readwrite'), scopes: ['write', 'delete', 'execute'] as const };
    expect(() => new GuardedOdoo(odoo, clients, limits, new RecordingTrail())[kind](caller)).toThrow(
      expect.objectContaining({ code: 'insufficient_scope' }),
    );
  });
});
