import {
  AuditUnavailable,
  Declined,
  Forbidden,
  InvalidArguments,
  NotFound,
  OutcomeUnknown,
  RefusedBefore,
  Unauthenticated,
} from '#libs/contracts';
import { principal } from '../../../../test/fixtures/principals.js';
import type { AuditWriter } from './audit-writer.js';
import { FileAuditTrail } from './file-audit-trail.js';
import { type Entry, hasher } from './hash-chain.js';

const CANARY = 'canary-4711';
const origin = {
  door: 'rest',
  requestId: 'r1',
  address: '192.0.2.1',
  trace: { traceId: 'f'.repeat(32), spanId: '1'.repeat(16), sampled: true },
} as const;
const odoo = { connection: 'default', identity: 'alice', companies: [3] };
const operation = { model: 'res.partner', method: 'write', args: [[7, 8], { name: CANARY }], kwargs: {} };
const act = { principal: principal('readwrite'), odoo, operation, origin };

describe('the audit trail', () => {
  let lines: Entry[];
  let full: boolean;

  beforeEach(() => {
    lines = [];
    full = false;
  });

  function trail(onFailure: 'stop-writes' | 'continue' = 'stop-writes', refusalsPerMinute = 10): FileAuditTrail {
    const writer = {
      write: async (entry: Entry) => {
        if (full) throw new AuditUnavailable();
        return lines.push(entry);
      },
      note: (entry: Entry) => void lines.push(entry),
      close: async () => {},
    };
    const settings = { digest: hasher('test', 'secret'), onFailure, refusalsPerMinute };
    return new FileAuditTrail(writer as unknown as AuditWriter, settings);
  }

  it('does not have a refusal that is told again as one', () => {
    const again = new RefusedBefore({ code: 'forbidden', httpStatus: 403, message: 'No.', layer: 'mode' });
    trail().ended(again, { principal: 'p', origin });
    expect(lines).toEqual([]);
  });

  it('has a line for a call that was answered as before, without a value', () => {
    trail().replayed({ principal: 'p', tool: 'odoo_write', origin }, 'odoo_rejected');
    expect(lines).toEqual([
      {
        event: 'replay',
        outcome: 'odoo_rejected',
        principal: 'p',
        door: 'rest',
        request_id: 'r1',
        trace_id: 'f'.repeat(32),
        address: '192.0.2.1',
        tool: 'odoo_write',
      },
    ]);
  });

  it('has one line before a write and one for its outcome, without a value', async () => {
    const ended = await trail().attempt('write', act);
    ended.failed(new OutcomeUnknown('Lost.'));
    expect(lines).toEqual([
      {
        event: 'write',
        outcome: 'begun',
        principal: 'p',
        door: 'rest',
        request_id: 'r1',
        trace_id: 'f'.repeat(32),
        address: '192.0.2.1',
        connection: 'default',
        identity: 'alice',
        companies: [3],
        model: 'res.partner',
        method: 'write',
        ids: [7, 8],
        digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      },
      { event: 'outcome', of: 1, outcome: 'outcome_unknown', request_id: 'r1' },
    ]);
    expect(JSON.stringify(lines)).not.toContain(CANARY);
  });

  it('names what was made, and the number of ids where those are many', async () => {
    const created = { ...act, operation: { model: 'res.partner', method: 'create', args: [[{}]], kwargs: {} } };
    (await trail().attempt('write', created)).answered([41]);
    const ids = Array.from({ length: 60 }, (_, index) => index + 1);
    await trail().attempt('write', { ...act, operation: { ...operation, args: [ids, {}] } });
    expect(lines[0]).not.toHaveProperty('ids');
    expect(lines[1]).toMatchObject({ of: 1, outcome: 'ok', ids: [41] });
    expect(lines[2]).toMatchObject({ ids: ids.slice(0, 50), ids_count: 60 });
  });

  it('digests equal arguments alike, in whatever order their members stand', async () => {
    const log = trail();
    for (const values of [
      { a: 1, b: { c: 2, d: [3] } },
      { b: { d: [3], c: 2 }, a: 1 },
      { a: 1, b: { c: 2, d: [4] } },
    ]) {
      await log.attempt('write', { ...act, operation: { ...operation, args: [[7], values] } });
    }
    const [one, two, other] = lines.map(({ digest }) => digest);
    expect(one).toBe(two);
    expect(one).not.toBe(other);
  });

  it('stops writes that it cannot keep, unless it is told to go on', async () => {
    full = true;
    await expect(trail().attempt('write', act)).rejects.toThrow(AuditUnavailable);
    await expect(trail().attempt('report', act)).rejects.toThrow(AuditUnavailable);
    expect(lines).toEqual([]);
    (await trail('continue').attempt('write', act)).answered(true);
    expect(lines).toMatchObject([{ event: 'write' }, { event: 'outcome', outcome: 'ok', request_id: 'r1' }]);
    await trail().attempt('report', { ...act, principal: principal('readonly') });
    expect(lines).toHaveLength(3);
  });

  it('keeps a refusal once, with what it was about, whoever tells of it', () => {
    const log = trail();
    const refusal = new Forbidden('No.', { layer: 'model', rule: 'protected-models' });
    log.about(refusal, act);
    log.ended(refusal, { principal: 'p', tool: 'odoo_write', origin });
    log.ended(refusal, { principal: 'p', origin });
    expect(lines).toMatchObject([
      { event: 'refusal', outcome: 'forbidden', layer: 'model', rule: 'protected-models', tool: 'odoo_write' },
    ]);
    expect(lines[0]).toMatchObject({ principal: 'p', model: 'res.partner', method: 'write', ids: [7, 8] });
  });

  it.each([
    ['a refused key', new Unauthenticated('No.'), 'key'],
    ['a person who said no', new Declined(), 'refusal'],
    ['a rule about arguments', new InvalidArguments('No.', { rule: 'canonical-names' }), 'refusal'],
    ['a slip', new InvalidArguments('No.'), undefined],
    ['what is not there', new NotFound('No.'), undefined],
    ["Odoo's own rules", new Forbidden('No.', { layer: 'odoo' }), undefined],
  ])('takes %s for what it is', (_what, error, event) => {
    trail().ended(error, { origin });
    expect(lines.map((line) => line.event)).toEqual(event === undefined ? [] : [event]);
  });

  it('leaves out names that are the text of the caller', () => {
    const log = trail();
    const refusal = new InvalidArguments('No.', { rule: 'canonical-names' });
    log.about(refusal, { ...act, operation: { ...operation, model: `${CANARY} x`, method: `<${CANARY}>` } });
    log.ended(refusal, { origin });
    expect(JSON.stringify(lines)).not.toContain(CANARY);
  });

  it('counts refusals of one address beyond its budget', async () => {
    const log = trail('stop-writes', 1);
    for (let call = 0; call < 3; call += 1) log.ended(new Unauthenticated('No.'), { origin });
    await log.close();
    expect(lines).toMatchObject([
      { event: 'key', outcome: 'unauthenticated', address: '192.0.2.1' },
      { event: 'refusal', source: '192.0.2.1', left_out: 2 },
    ]);
  });

  it('keeps what becomes of keys', () => {
    trail().key({ principal: 'dashboard', change: 'revoked' });
    expect(lines).toEqual([{ event: 'key', outcome: 'revoked', principal: 'dashboard' }]);
  });
});
