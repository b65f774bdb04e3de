import { OdooUnavailable } from '#libs/contracts';
import { failureOf } from '../../../test/fixtures/failure-of.js';
import { CircuitBreaker } from './circuit-breaker.js';

describe('CircuitBreaker', () => {
  let now: number;
  let told: string[];
  let breaker: CircuitBreaker;
  const back = jest.fn<Promise<boolean>, []>();

  beforeEach(() => {
    now = 0;
    told = [];
    back.mockReset().mockResolvedValue(true);
    breaker = new CircuitBreaker(
      { breakerFailures: 2, breakerPauseMs: 1500 },
      () => now,
      (state) => told.push(state),
    );
  });

  function open(): void {
    breaker.note(false);
    breaker.note(false);
  }

  it('opens after failures one after the other, and not where one was answered between', () => {
    breaker.note(false);
    breaker.note(true);
    breaker.note(false);
    expect([breaker.state, told]).toEqual(['closed', []]);
    breaker.note(false);
    expect([breaker.state, told]).toEqual(['open', ['open']]);
  });

  it('refuses while open, with the time that is left, and asks nothing', async () => {
    open();
    now = 400;
    const refused = await failureOf(breaker.pass(back));
    expect(refused).toBeInstanceOf(OdooUnavailable);
    expect(refused).toMatchObject({ retryable: true, retryAfterSeconds: 2 });
    expect(back).not.toHaveBeenCalled();
  });

  it('says it once, whatever ends after it has opened', () => {
    open();
    breaker.note(false);
    breaker.note(true);
    expect([breaker.state, told]).toEqual(['open', ['open']]);
  });

  it('asks once after the pause, refuses the others meanwhile, and closes on an answer', async () => {
    open();
    now = 1500;
    expect(breaker.state).toBe('half-open');
    let answer: ((is: boolean) => void) | undefined;
    back.mockReturnValue(
      new Promise((resolve) => {
        answer = resolve;
      }),
    );
    const first = breaker.pass(back);
    expect(await failureOf(breaker.pass(back))).toBeInstanceOf(OdooUnavailable);
    answer?.(true);
    await first;
    expect(back).toHaveBeenCalledTimes(1);
    expect([breaker.state, told]).toEqual(['closed', ['open', 'closed']]);
    breaker.note(false);
    expect(breaker.state).toBe('closed');
  });

  it('keeps who asks for a moment only where Odoo hangs, and closes when it answers later', async () => {
    jest.useFakeTimers();
    try {
      open();
      now = 1500;
      let answer: ((is: boolean) => void) | undefined;
      back.mockReturnValue(
        new Promise((resolve) => {
          answer = resolve;
        }),
      );
      const asking = failureOf(breaker.pass(back));
      await jest.advanceTimersByTimeAsync(50);
      expect(await asking).toBeInstanceOf(OdooUnavailable);
      expect(await failureOf(breaker.pass(back))).toBeInstanceOf(OdooUnavailable);
      expect(back).toHaveBeenCalledTimes(1);
      answer?.(true);
      await jest.advanceTimersByTimeAsync(0);
      expect([breaker.state, told]).toEqual(['closed', ['open', 'closed']]);
    } finally {
      jest.useRealTimers();
    }
  });

  it('pauses again where the probe is not answered', async () => {
    open();
    now = 1500;
    back.mockResolvedValue(false);
    expect(await failureOf(breaker.pass(back))).toBeInstanceOf(OdooUnavailable);
    now = 2999;
    expect([breaker.state, told]).toEqual(['open', ['open']]);
    now = 3000;
    expect(breaker.state).toBe('half-open');
  });
});
