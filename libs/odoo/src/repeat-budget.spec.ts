import { RepeatBudget } from './repeat-budget.js';

describe('RepeatBudget', () => {
  let now: number;

  beforeEach(() => {
    now = 0;
  });

  const budget = (repeatsPercent = 20) => new RepeatBudget({ repeatsPercent, repeatsWindowMs: 1000 }, () => now);

  function granted(of: RepeatBudget, asked: number): number {
    return Array.from({ length: asked }, () => of.take()).filter(Boolean).length;
  }

  it('allows a share of the calls, however many ask', () => {
    const shared = budget();
    for (let call = 0; call < 100; call += 1) shared.noteCall();
    expect(granted(shared, 100)).toBe(20);
  });

  it('allows one where there are few calls', () => {
    const shared = budget();
    shared.noteCall();
    expect(granted(shared, 3)).toBe(1);
  });

  it('forgets calls and repeats that are older than its window', () => {
    const shared = budget();
    for (let call = 0; call < 100; call += 1) shared.noteCall();
    expect(granted(shared, 100)).toBe(20);
    now = 1000;
    expect(granted(shared, 100)).toBe(1);
  });

  it('allows none where none are wanted', () => {
    const shared = budget(0);
    shared.noteCall();
    expect(granted(shared, 1)).toBe(0);
  });
});
