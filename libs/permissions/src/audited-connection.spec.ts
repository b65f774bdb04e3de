import { AuditUnavailable, type ChangeGate, IdempotencyUnavailable, OutcomeUnknown } from '#libs/contracts';
import { ONE_ODOO, principal } from '../../../test/fixtures/principals.js';
import { RecordingOdoo } from '../../../test/fixtures/recording-odoo.js';
import { RecordingTrail } from '../../../test/fixtures/recording-trail.js';
import { AuditedConnection } from './audited-connection.js';

const operation = (method: string) => ({ model: 'res.partner', method, args: [[7]], kwargs: {} });

describe('an audited connection', () => {
  let odoo: RecordingOdoo;
  let trail: RecordingTrail;
  let connection: AuditedConnection;
  const actor = { principal: principal('readwrite'), odoo: ONE_ODOO };

  beforeEach(() => {
    odoo = new RecordingOdoo({});
    trail = new RecordingTrail();
    connection = new AuditedConnection(odoo, trail, actor);
  });

  it.each(['write', 'unlink', 'copy', 'message_post', 'action_confirm', 'whatever_it_is'])(
    'keeps %s before it is called, and its outcome',
    async (method) => {
      odoo.answer = () => trail.attempts.map(({ outcome }) => outcome);
      expect(await connection.call(operation(method))).toEqual([undefined]);
      expect(trail.attempts).toEqual([
        { event: 'write', act: { ...actor, operation: operation(method) }, outcome: 'ok' },
      ]);
    },
  );

  it('keeps how a write failed', async () => {
    odoo.answer = () => {
      throw new OutcomeUnknown('Lost.');
    };
    await expect(connection.call(operation('write'))).rejects.toThrow('Lost.');
    expect(trail.attempts).toMatchObject([{ outcome: 'outcome_unknown' }]);
  });

  it('makes no write that cannot be kept, and reads on', async () => {
    trail.failure = new AuditUnavailable();
    await expect(connection.call(operation('write'))).rejects.toThrow(AuditUnavailable);
    expect(odoo.operations).toEqual([]);
    await connection.call(operation('read'));
    await connection.call(operation('get_available_models'), { readsOnly: true });
    expect(odoo.operations).toHaveLength(2);
    expect(trail.attempts).toEqual([]);
  });

  it('lets writes pass its gate between the two lines, and nothing else', async () => {
    const passed: unknown[] = [];
    const gate: ChangeGate = {
      pass: (asked, send) => {
        passed.push([asked.method, trail.attempts.length, odoo.operations.length]);
        return send();
      },
    };
    const gated = new AuditedConnection(odoo, trail, actor, gate);
    await gated.call(operation('read'));
    await gated.call(operation('get_available_models'), { readsOnly: true });
    await gated.call(operation('write'));
    expect(passed).toEqual([['write', 1, 2]]);
    expect(odoo.operations).toHaveLength(3);
  });

  it('sends nothing that its gate refuses, and keeps that', async () => {
    const gate: ChangeGate = { pass: () => Promise.reject(new IdempotencyUnavailable('Away.')) };
    const gated = new AuditedConnection(odoo, trail, actor, gate);
    await expect(gated.call(operation('write'))).rejects.toThrow('Away.');
    expect(odoo.operations).toEqual([]);
    expect(trail.attempts).toMatchObject([{ outcome: 'idempotency_unavailable' }]);
  });

  it('keeps what is printed, by the name of the report', async () => {
    await connection.reports.render('sale.report_saleorder', [7], 'pdf').catch(() => {});
    const printed = {
      model: 'ir.actions.report',
      method: 'sale.report_saleorder',
      args: [[7]],
      kwargs: { format: 'pdf' },
    };
    expect(trail.attempts).toMatchObject([{ event: 'report', act: { operation: printed } }]);
  });
});
