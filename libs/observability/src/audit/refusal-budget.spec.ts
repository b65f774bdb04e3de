import { RefusalBudget } from './refusal-budget.js';

describe('the budget of refusals', () => {
  let left: unknown[];
  let budget: RefusalBudget;

  beforeEach(() => {
    jest.useFakeTimers();
    left = [];
    budget = new RefusalBudget(2, (source, count) => left.push([source, count]));
  });

  afterEach(() => {
    budget.end();
    jest.useRealTimers();
  });

  it('lets so many of each source through in a minute, and then tells the number of the others', () => {
    expect(Array.from({ length: 5 }, () => budget.take('192.0.2.1'))).toEqual([true, true, false, false, false]);
    expect(budget.take('192.0.2.2')).toBe(true);
    expect(left).toEqual([]);
    jest.advanceTimersByTime(60_000);
    expect(left).toEqual([['192.0.2.1', 3]]);
    expect(budget.take('192.0.2.1')).toBe(true);
  });

  it('counts sources together where there are too many to tell apart', () => {
    for (let source = 0; source < 10_000; source += 1) budget.take(`source ${source}`);
    expect(['a', 'b', 'c'].map((source) => budget.take(source))).toEqual([true, true, false]);
    budget.end();
    expect(left).toEqual([['others', 1]]);
  });
});
