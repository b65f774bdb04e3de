import { failuresOfSoak } from '../fixtures/soak.js';

jest.setTimeout(300_000);

describe('the short forms of what `make soak` does to the way to Odoo', () => {
  it.each(['odoo-faults', 'odoo-away', 'paused-postgres'])('%s', async (name) => {
    expect(await failuresOfSoak(name)).toEqual([]);
  });
});
