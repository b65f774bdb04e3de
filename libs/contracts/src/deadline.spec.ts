import { Deadline, type DeadlineTerms, shorterTime, TIMEOUT_META, timeoutInMeta } from './deadline.js';
import { InvalidArguments } from './errors.js';

const TERMS: DeadlineTerms = {
  limit: { name: 'CALL_TIMEOUT_MS', ms: 100 },
  most: { name: 'CALL_TIMEOUT_MAX_MS', ms: 250 },
};

describe('a deadline', () => {
  const begin = (terms = TERMS) => new Deadline(terms, () => Date.now());

  beforeEach(() => {
    jest.useFakeTimers({ now: 1000 });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('passes when its time is over, and not before', () => {
    const deadline = begin();
    jest.advanceTimersByTime(99);
    expect([deadline.signal.aborted, deadline.leftMs, deadline.limit.name]).toEqual([false, 1, 'CALL_TIMEOUT_MS']);
    jest.advanceTimersByTime(1);
    expect([deadline.signal.aborted, deadline.leftMs]).toEqual([true, 0]);
  });

  it('is moved on by its time, and never beyond the most', () => {
    const deadline = begin();
    jest.advanceTimersByTime(90);
    deadline.moveOn();
    expect([deadline.leftMs, deadline.limit.name]).toEqual([100, 'CALL_TIMEOUT_MS']);
    jest.advanceTimersByTime(90);
    deadline.moveOn();
    expect([deadline.leftMs, deadline.limit.name]).toEqual([70, 'CALL_TIMEOUT_MAX_MS']);
    jest.advanceTimersByTime(70);
    expect(deadline.signal.aborted).toBe(true);
  });

  it('does not come back', () => {
    const deadline = begin();
    jest.advanceTimersByTime(100);
    deadline.moveOn();
    expect([deadline.signal.aborted, deadline.leftMs, jest.getTimerCount()]).toEqual([true, 0, 0]);
  });

  it('rests while its caller is waited for, except for the most', () => {
    const deadline = begin();
    deadline.rest();
    jest.advanceTimersByTime(249);
    expect(deadline.signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(deadline.signal.aborted).toBe(true);
  });

  it('without a most rests for good, and keeps no timer meanwhile', () => {
    const deadline = begin({ limit: TERMS.limit });
    deadline.rest();
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(1_000_000);
    deadline.moveOn();
    expect(deadline.leftMs).toBe(100);
  });

  it('leaves no timer when it is ended', () => {
    begin().end();
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('the time in a _meta', () => {
  it.each([[undefined], [null], ['x'], [{}], [{ progressToken: 1 }]])('is none where there is none: %j', (meta) => {
    expect(timeoutInMeta(meta)).toBeUndefined();
  });

  it('is a number of milliseconds', () => {
    expect(timeoutInMeta({ [TIMEOUT_META]: 2500 })).toBe(2500);
  });

  it.each([[0], [-1], ['2500'], [null], [Number.NaN], [Number.POSITIVE_INFINITY]])('is not %j', (value) => {
    expect(() => timeoutInMeta({ [TIMEOUT_META]: value })).toThrow(InvalidArguments);
  });
});

it('takes the shorter of two times', () => {
  expect([shorterTime(1, 2), shorterTime(2, 1), shorterTime(undefined, 2), shorterTime(1, undefined)]).toEqual([
    1, 1, 2, 1,
  ]);
  expect(shorterTime(undefined, undefined)).toBeUndefined();
});
