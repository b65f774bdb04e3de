import {
  Cancelled,
  ConfirmationNeeded,
  type IdempotencyRecords,
  IdempotencyUnavailable,
  NotFound,
  OdooRejected,
  OdooTimeout,
  OdooUnavailable,
  OutcomeUnknown,
  type Principal,
  RateLimited,
  type ToolCall,
  type ToolOutcome,
} from '#libs/contracts';
import { failureOf } from '../../../../test/fixtures/failure-of.js';
import { keyedCalls, memoryRecords } from '../../../../test/fixtures/keyed-calls.js';
import { principal } from '../../../../test/fixtures/principals.js';
import type { KeyedAttempt } from './keyed-attempt.js';
import type { KeyedCalls } from './keyed-calls.js';

const WRITE = { model: 'res.partner', method: 'write', args: [[7, 8], { name: 'canary' }], kwargs: {} };
const OUTCOME: ToolOutcome = { result: { id: 7 }, text: '{"id":7}', structured: true };

/** What a tool does by its attempt. */
type Work = (attempt: KeyedAttempt) => Promise<ToolOutcome>;

const sends =
  (send: () => Promise<unknown> = async () => true): Work =>
  async (attempt) => {
    await attempt.pass(WRITE, send);
    return OUTCOME;
  };
const failing = (failure: Error): Work =>
  sends(async () => {
    throw failure;
  });

describe('KeyedCalls', () => {
  let calls: KeyedCalls;
  let runs: number;
  let told: number;

  beforeEach(() => {
    calls = keyedCalls();
    runs = 0;
    told = 0;
  });

  function make(work: Work, more: Partial<ToolCall> = {}, key = 'key', args: unknown = {}): Promise<ToolOutcome> {
    const replayed = () => void (told += 1);
    const call = {
      tool: 'odoo_write',
      principal: principal('readwrite'),
      door: 'rest',
      requestId: 'r',
      replayed,
    } as const;
    const attempt = calls.attempt({ ...call, arguments: {}, ...more }, key, args);
    return calls.once(attempt, () => {
      runs += 1;
      return work(attempt);
    });
  }

  it('give the outcome of the first again, whole', async () => {
    const outcome = { ...OUTCOME, text: 'as a table', structured: false };
    const work: Work = (attempt) => attempt.pass(WRITE, async () => outcome);
    expect(await make(work)).toEqual(outcome);
    expect(await make(work)).toEqual({ ...outcome, replayed: true });
    expect(await make(sends(), {}, 'another')).toEqual(OUTCOME);
    expect(await make(sends(), {}, 'another')).toEqual({ ...OUTCOME, replayed: true });
    expect([runs, told]).toEqual([2, 2]);
  });

  it.each<[string, Error]>([
    ['Odoo was away', new OdooUnavailable('Away.')],
    ['too many waited', new RateLimited('Too many.')],
  ])('are made anew where %s', async (_what, error) => {
    expect(await failureOf(make(failing(error)))).toBe(error);
    expect(await make(sends())).toEqual(OUTCOME);
    expect([runs, told]).toEqual([2, 0]);
  });

  it.each<[string, Work]>([
    ['a person has to be asked', () => Promise.reject(new ConfirmationNeeded('Really?'))],
    ['nothing was sent', async () => OUTCOME],
    ['it failed before', () => Promise.reject(new Error('Unforeseen.'))],
  ])('are made anew where %s', async (_what, work) => {
    await make(work).catch(() => undefined);
    expect(await make(sends())).toEqual(OUTCOME);
    expect(runs).toBe(2);
  });

  it('are refused again in the same words', async () => {
    const refusal = new OdooRejected('A partner needs a name.', { hint: 'Give one.', rule: 'odoo' });
    expect(await failureOf(make(failing(refusal)))).toBe(refusal);
    expect(await failureOf(make(sends()))).toMatchObject({
      code: 'odoo_rejected',
      httpStatus: 422,
      message: refusal.message,
      hint: 'Give one.',
      layer: 'odoo',
      rule: 'odoo',
      retryable: false,
      replayed: true,
    });
    expect([runs, told]).toEqual([1, 1]);
  });

  it.each<[string, Error]>([
    ['the answer was lost', new OutcomeUnknown('Lost.', { hint: 'Read name of 7, 8.' })],
    ['time was over', new OdooTimeout('Too late.')],
    ['the call to Odoo was given up', new Cancelled()],
    ['nobody has foreseen what happened', new Error('Unforeseen.')],
  ])('are never sent again where %s', async (_what, error) => {
    await make(failing(error)).catch(() => undefined);
    const again = await failureOf(make(sends()));
    expect(again).toBeInstanceOf(OutcomeUnknown);
    expect(again).toMatchObject({ replayed: true, retryable: false });
    expect(again.message).toContain('at 1970-01-01T00:00:00.000Z (write of res.partner 7, 8)');
    expect(again.message + again.hint).not.toContain('canary');
    expect(again.hint).toBe(
      error instanceof OutcomeUnknown
        ? 'Read name of 7, 8.'
        : 'Read the records of res.partner and look. Make up a new key only when you know that it was not done.',
    );
    expect([runs, told]).toEqual([1, 1]);
  });

  it.each<[string, Work]>([
    [
      'something was done before Odoo refused',
      async (attempt) => {
        await attempt.pass(WRITE, async () => true);
        return attempt.pass(WRITE, () => Promise.reject(new NotFound('Gone.')));
      },
    ],
    [
      'one answer was lost before Odoo was away',
      async (attempt) => {
        await attempt.pass(WRITE, () => Promise.reject(new OutcomeUnknown('Lost.'))).catch(() => undefined);
        return attempt.pass(WRITE, () => Promise.reject(new OdooUnavailable('Away.')));
      },
    ],
  ])('are never sent again where %s', async (_what, work) => {
    await make(work).catch(() => undefined);
    expect(await failureOf(make(sends()))).toBeInstanceOf(OutcomeUnknown);
    expect(runs).toBe(1);
  });

  it('do not send what may be sent by another by then', async () => {
    const records: IdempotencyRecords = Object.assign(memoryRecords(), { sending: async () => false });
    calls = keyedCalls({}, records as ReturnType<typeof memoryRecords>);
    let sent = 0;
    expect(await failureOf(make(sends(async () => (sent += 1))))).toBeInstanceOf(IdempotencyUnavailable);
    expect(sent).toBe(0);
  });

  it('have their answer though it cannot be noted, and tell that', async () => {
    const lost = new IdempotencyUnavailable('Away.');
    const unnoted: unknown[] = [];
    const records = Object.assign(memoryRecords(), { keep: () => Promise.reject(lost) });
    calls = keyedCalls({}, records, (error) => unnoted.push(error));
    expect(await make(sends())).toEqual(OUTCOME);
    expect(unnoted).toEqual([lost]);
  });

  it('go on without their caller once something was sent, and not before', async () => {
    const leaving = new AbortController();
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let sent = (): void => undefined;
    const wasSent = new Promise<void>((resolve) => {
      sent = resolve;
    });
    const first = make(
      sends(() => {
        sent();
        return answered;
      }),
      { signal: leaving.signal },
    );
    await wasSent;
    leaving.abort();
    expect(await failureOf(first)).toBeInstanceOf(Cancelled);
    const again = make(sends());
    answer();
    expect(await again).toEqual({ ...OUTCOME, replayed: true });
    expect(await failureOf(make(sends(), { signal: leaving.signal }, 'another'))).toBeInstanceOf(Cancelled);
    expect(await make(sends(), {}, 'another')).toEqual(OUTCOME);
  });

  it('renew their lease for as long as they are under way', async () => {
    jest.useFakeTimers();
    let renewals = 0;
    const records = Object.assign(memoryRecords(), { renew: async () => void (renewals += 1) });
    calls = keyedCalls({ leaseMs: 3000 }, records);
    let answer = (): void => undefined;
    const first = make(sends(() => new Promise<void>((resolve) => (answer = resolve))));
    await jest.advanceTimersByTimeAsync(10_000);
    expect(renewals).toBe(10);
    answer();
    await first;
    await jest.advanceTimersByTimeAsync(10_000);
    expect(renewals).toBe(10);
    jest.useRealTimers();
  });

  it('stop waiting for the first with their caller', async () => {
    const leaving = new AbortController();
    let answer = (): void => undefined;
    const first = make(sends(() => new Promise<void>((resolve) => (answer = resolve))));
    const second = make(sends(), { signal: leaving.signal });
    leaving.abort();
    expect(await failureOf(second)).toBeInstanceOf(Cancelled);
    answer();
    expect(await first).toEqual(OUTCOME);
  });

  it.each<[string, Partial<Principal>]>([
    ['another caller', { id: 'another' }],
    ['another Odoo', { odoo: { connection: 'other', companies: [] } }],
    ['another Odoo user', { odoo: { connection: 'default', identity: 'alice', companies: [] } }],
    ['other companies', { odoo: { connection: 'default', companies: [1] } }],
  ])('of %s are calls of their own', async (_what, more) => {
    await make(sends());
    expect(await make(sends(), { principal: { ...principal('readwrite'), ...more } })).toEqual(OUTCOME);
    expect(runs).toBe(2);
  });

  it.each<[string, Partial<Principal>]>([
    ['another mode', { mode: 'readonly' }],
    ['fewer scopes', { scopes: ['read'] }],
    ['fewer rows', { maxRows: 1 }],
    ['other rules', { rules: { ...principal('readwrite').rules, fieldsDeny: ['name'] } }],
  ])('are not answered again with %s', async (_what, more) => {
    await make(sends());
    const again = await failureOf(make(sends(), { principal: { ...principal('readwrite'), ...more } }));
    expect(again).toMatchObject({ code: 'forbidden', layer: 'key', rule: 'idempotency-rights' });
    expect(runs).toBe(1);
  });

  it('are answered again with another rate', async () => {
    await make(sends());
    const caller = { ...principal('readwrite'), rate: { requests: 1, windowMs: 1 } };
    expect(await make(sends(), { principal: caller })).toMatchObject({ replayed: true });
  });
});
