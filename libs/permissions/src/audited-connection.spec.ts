import { AuditUnavailable, OutcomeUnknown } from '#libs/contracts';
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
