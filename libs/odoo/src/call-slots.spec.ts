import { Cancelled, GatewayUnavailable, RateLimited } from '#libs/contracts';
import { deadlineIn } from '../../../test/fixtures/deadlines.js';
import { failureOf } from '../../../test/fixtures/failure-of.js';
import { fakeOnly } from '../../../test/fixtures/fake-timers.js';
import { CallSlots, type Slot, type SlotSettings } from './call-slots.js';

const SETTINGS: SlotSettings = {
  maxConnections: 2,
  queueCalls: 200,
  queueCallsPerCaller: 150,
  queueWaitMs: 1000,
  abandonedMs: 5000,
};

/** Bounded by what each call has left alone. */
const PATIENT: SlotSettings = { ...SETTINGS, maxConnections: 1, queueWaitMs: 600_000 };

describe('CallSlots', () => {
  let slots: CallSlots;
  let time: number;
  const now = () => time;

  beforeEach(() => {
    time = 0;
    fakeOnly('setTimeout', 'clearTimeout');
    slots = new CallSlots(SETTINGS, now);
  });

  afterEach(() => {
    slots.close();
    jest.useRealTimers();
  });

  const take = (caller: string, signal?: AbortSignal) => slots.take(caller, { signal });

  it('lets the one call of another go next, before the hundred of who came first', async () => {
    const [first] = [await take('greedy'), await take('greedy')];
    const begun: string[] = [];
    const wait = (caller: string): void => void take(caller).then(() => begun.push(caller));
    for (let call = 0; call < 100; call += 1) wait('greedy');
    wait('other');
    first.release();
    await Promise.resolve().then(() => Promise.resolve());
    expect(begun).toEqual(['other']);
  });

  it('serves callers with as many under way in turn', async () => {
    slots = new CallSlots({ ...SETTINGS, maxConnections: 1 }, now);
    const begun: string[] = [];
    const first = await take('z');
    const serve = async (caller: string): Promise<void> => {
      const slot = await take(caller);
      begun.push(caller);
      slot.release();
    };
    const all = ['a', 'a', 'b', 'b'].map(serve);
    first.release();
    await Promise.all(all);
    expect(begun).toEqual(['a', 'b', 'a', 'b']);
    expect(slots.taken).toBe(0);
  });

  it('refuses who has too many waiting, and others only when all places are taken', async () => {
    slots = new CallSlots({ ...SETTINGS, maxConnections: 1, queueCalls: 2, queueCallsPerCaller: 1 }, now);
    await take('a');
    const waiting = [failureOf(take('a')), failureOf(take('b'))];
    expect(await failureOf(take('a'))).toBeInstanceOf(RateLimited);
    const refused = await failureOf(take('c'));
    expect(refused).toBeInstanceOf(GatewayUnavailable);
    expect(refused).toMatchObject({ retryAfterSeconds: 1 });
    jest.advanceTimersByTime(2 * SETTINGS.queueWaitMs);
    for (const failure of await Promise.all(waiting)) expect(failure).toBeInstanceOf(GatewayUnavailable);
  });

  it('keeps a quarter of the slots from one caller while others call, now and then', async () => {
    slots = new CallSlots({ ...SETTINGS, maxConnections: 4 }, now);
    (await take('calm')).release();
    time = 30_000;
    const [first] = await Promise.all(['flood', 'flood', 'flood'].map((caller) => take(caller)));
    const fourth = take('flood');
    (await take('calm')).release();
    expect(slots.taken).toBe(3);
    first?.release();
    await fourth;
    expect(slots.taken).toBe(3);
  });

  it('gives all of them to one that has been alone for a minute, and those of its calls that wait', async () => {
    slots = new CallSlots({ ...SETTINGS, maxConnections: 4 }, now);
    (await take('calm')).release();
    const [first] = await Promise.all(['flood', 'flood', 'flood'].map((caller) => take(caller)));
    const waiting = [take('flood'), take('flood')];
    time = 60_000;
    first?.release();
    await Promise.all(waiting);
    expect(slots.taken).toBe(4);
  });

  it('does not take its own calls for those of another', async () => {
    slots = new CallSlots({ ...SETTINGS, maxConnections: 4 }, now);
    (await take('')).release();
    await Promise.all(['only', 'only', 'only', 'only'].map((caller) => take(caller)));
    expect(slots.taken).toBe(4);
  });

  it('refuses at once who would wait too long by what calls took of late, and not who has none waiting', async () => {
    slots = new CallSlots({ ...SETTINGS, maxConnections: 1 }, now);
    const slow = await take('a');
    time = 400;
    slow.release();
    await take('a');
    const waiting = [failureOf(take('a')), failureOf(take('a'))];
    const refused = await failureOf(take('a'));
    expect(refused).toBeInstanceOf(GatewayUnavailable);
    expect(refused).toMatchObject({ retryAfterSeconds: 2 });
    waiting.push(failureOf(take('b')));
    jest.advanceTimersByTime(2 * SETTINGS.queueWaitMs);
    expect(await Promise.all(waiting)).toHaveLength(3);
  });

  it('takes who leaves out of the queue, and gives the slot to the next', async () => {
    slots = new CallSlots({ ...SETTINGS, maxConnections: 1 }, now);
    const first = await take('a');
    const leaving = new AbortController();
    const left = failureOf(take('a', leaving.signal));
    const next = take('b');
    leaving.abort();
    expect(await left).toBeInstanceOf(Cancelled);
    first.release();
    (await next).release();
    expect(slots.taken).toBe(0);
  });

  it('keeps the slot of an abandoned call for a while, and gives it back once', async () => {
    const slot = await take('a');
    slot.abandon();
    expect(slots.taken).toBe(1);
    jest.advanceTimersByTime(SETTINGS.abandonedMs);
    slot.release();
    expect(slots.taken).toBe(0);
  });

  it('keeps at most half of them so, however many hang up', async () => {
    slots = new CallSlots({ ...SETTINGS, maxConnections: 4 }, now);
    const hangUp = async (): Promise<void> => (await take('a')).abandon();
    for (let call = 0; call < 50; call += 1) await hangUp();
    expect(slots.taken).toBe(2);
    const others: Slot[] = [await take('b'), await take('b')];
    for (const slot of others) slot.release();
    jest.advanceTimersByTime(SETTINGS.abandonedMs);
    expect(slots.taken).toBe(0);
  });

  /** Of calls that have taken so long. */
  async function after(...tookMs: number[]): Promise<void> {
    for (const ms of tookMs) {
      const slot = await take('a');
      time += ms;
      slot.release();
    }
  }

  it('refuses at once, with the time to come back in, who would wait for longer than it has', async () => {
    slots = new CallSlots(PATIENT, now);
    await after(2000);
    const running = await take('a');
    const patient = slots.take('b', { deadline: deadlineIn(60_000) });
    const refused = await failureOf(slots.take('c', { deadline: deadlineIn(3000) }));
    expect(refused).toBeInstanceOf(GatewayUnavailable);
    expect(refused).toMatchObject({ retryAfterSeconds: 4 });
    running.release();
    (await patient).release();
    expect(slots.taken).toBe(0);
  });

  it('lets who is served in turn wait, however many calls another has waiting', async () => {
    slots = new CallSlots(PATIENT, now);
    await after(1000);
    const running = await take('greedy');
    const others = Array.from({ length: 100 }, async () => (await take('greedy')).release());
    const mine = slots.take('me', { deadline: deadlineIn(2500) });
    expect(await failureOf(slots.take('greedy', { deadline: deadlineIn(2500) }))).toBeInstanceOf(GatewayUnavailable);
    running.release();
    (await mine).release();
    await Promise.all(others);
    expect(slots.taken).toBe(0);
  });

  it('counts on callers that have none waiting yet: their turn may come before', async () => {
    slots = new CallSlots({ ...SETTINGS, queueWaitMs: 1500 }, now);
    await after(1000);
    const running = [await take('a'), await take('b')];
    const next = take('a');
    expect(await failureOf(take('a'))).toBeInstanceOf(GatewayUnavailable);
    for (const slot of running) slot.release();
    (await next).release();
  });

  it('goes by when each call under way began', async () => {
    await after(1000);
    const running = [await take('a'), await take('a')];
    time += 900;
    const next = slots.take('a', { deadline: deadlineIn(200) });
    for (const slot of running) slot.release();
    (await next).release();
    expect(slots.taken).toBe(0);
  });

  it('lets who was let in wait on when others overtake it, though not for ever', async () => {
    await after(900);
    await Promise.all([take('a'), take('b')]);
    const waiting = failureOf(take('a'));
    jest.advanceTimersByTime(2 * SETTINGS.queueWaitMs - 1);
    expect(slots.queued).toBe(1);
    jest.advanceTimersByTime(1);
    expect(await waiting).toBeInstanceOf(GatewayUnavailable);
  });

  it('forgets in time that calls were slow', async () => {
    slots = new CallSlots(PATIENT, now);
    await after(60_000, ...Array.from({ length: 60 }, () => 10));
    const running = await take('a');
    const next = slots.take('b', { deadline: deadlineIn(1000) });
    running.release();
    (await next).release();
    expect(slots.taken).toBe(0);
  });

  it('takes who has no time left out of the queue, and says that nothing was sent', async () => {
    slots = new CallSlots(PATIENT, now);
    const running = await take('a');
    const late = failureOf(slots.take('b', { deadline: deadlineIn(300) }));
    jest.advanceTimersByTime(300);
    expect(await late).toMatchObject({
      code: 'odoo_timeout',
      message: expect.stringContaining('was not sent') as string,
    });
    running.release();
    expect(slots.taken).toBe(0);
  });
});
