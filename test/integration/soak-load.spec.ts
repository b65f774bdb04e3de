import { failuresOfSoak } from '../fixtures/soak.js';

jest.setTimeout(300_000);

describe('the short forms of what `make soak` lets callers do', () => {
  it.each(['overload', 'flood'])('%s', async (name) => {
    expect(await failuresOfSoak(name)).toEqual([]);
  });
});
