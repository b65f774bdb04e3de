import { failuresOfSoak } from '../fixtures/soak.js';

/** Each starts several programs, on a machine that others may keep busy. */
jest.setTimeout(300_000);

describe('a gateway whose surroundings misbehave for a short while', () => {
  it.each(['redis', 'clock', 'disk-full', 'descriptors', 'slow-loris', 'mixed-load'])('%s', async (name) => {
    expect(await failuresOfSoak(name)).toEqual([]);
  });
});
