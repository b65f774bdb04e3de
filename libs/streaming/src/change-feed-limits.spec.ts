import { Forbidden, OdooUnavailable } from '#libs/contracts';
import { ChangeListeners, POLL_MS, START } from '../../../test/fixtures/change-listeners.js';
import { principal } from '../../../test/fixtures/principals.js';

describe('PollingChangeFeed', () => {
  let listeners: ChangeListeners;

  beforeEach(() => {
    jest.useFakeTimers({ now: START });
    listeners = new ChangeListeners();
  });

  afterEach(() => {
    listeners.stopAll();
    jest.useRealTimers();
  });

  it('ends when the token of its listener does, and for nobody else', async () => {
    const { odoo } = listeners;
    const hearing = await listeners.begun({ principal: { ...principal('readonly'), endsAt: START + 3 * POLL_MS } });
    const other = await listeners.begun();
    await listeners.looks(2);
    expect(hearing.completed).toBe(false);
    await listeners.looks();
    expect(hearing.completed).toBe(true);
    const id = odoo.create();
    await listeners.looks();
    expect([hearing.told, other.told, other.completed]).toEqual([[], [`created ${id}`], false]);
  });

  it('ends for a token that ends in many years no sooner than timers go', async () => {
    const hearing = await listeners.begun({ principal: { ...principal('readonly'), endsAt: START + 1e13 } });
    await listeners.looks();
    expect(hearing.completed).toBe(false);
  });

  describe('refuses', () => {
    it('a caller who has nothing left to pay for listening with, and asks Odoo nothing', async () => {
      await listeners.begun();
      expect(listeners.budget.charged).toEqual([['p', 1]]);
      listeners.budget.isEmpty = true;
      const asked = listeners.odoo.asked.length;
      expect((await listeners.begun({ model: 'sale.order' })).error).toMatchObject({ code: 'rate_limited' });
      expect(listeners.odoo.asked).toHaveLength(asked);
    });

    it('a model whose records have no dates', async () => {
      delete listeners.odoo.fields['write_date'];
      expect((await listeners.begun()).error).toMatchObject({ code: 'invalid_arguments', layer: 'model' });
    });

    it('what the policy refuses, before the poller asks anything', async () => {
      const { odoo } = listeners;
      odoo.failure = new Forbidden('no', { layer: 'field', rule: 'secret-fields' });
      const hearing = await listeners.begun({ fields: ['password'] });
      expect(hearing.error).toBe(odoo.failure);
      expect(odoo.asked).toEqual(['search_read id,password']);
      const note = { tool: 'changes', outcome: 'forbidden', layer: 'field', rule: 'secret-fields' };
      expect(listeners.notes).toMatchObject([note]);
    });

    it('to begin while Odoo is away', async () => {
      listeners.odoo.failure = new OdooUnavailable('away');
      expect((await listeners.begun()).error).toBe(listeners.odoo.failure);
    });

    it('more listeners than the operator wants', async () => {
      listeners = new ChangeListeners({ maxListeners: 1 });
      const first = await listeners.begun();
      expect((await listeners.begun()).error).toMatchObject({ code: 'gateway_unavailable' });
      first.stop();
      expect((await listeners.begun()).error).toBeUndefined();
    });

    it('more questions than the operator wants', async () => {
      listeners = new ChangeListeners({ maxQuestions: 1 });
      await listeners.begun();
      expect((await listeners.begun({ fields: ['name'] })).error).toMatchObject({ code: 'gateway_unavailable' });
      expect((await listeners.begun()).error).toBeUndefined();
    });
  });

  describe('ends', () => {
    it('with a word when more changes at once than can be kept in mind', async () => {
      const hearing = await listeners.begun();
      for (let made = 0; made < 1001; made += 1) listeners.odoo.create();
      await listeners.looks();
      expect(hearing.error).toMatchObject({ code: 'gateway_unavailable', retryAfterSeconds: 120 });
    });

    it('with a word when Odoo reads more slowly than records change', async () => {
      const hearing = await listeners.begun({ fields: ['name'] });
      listeners.odoo.create();
      listeners.odoo.failsOn = { what: 'search_read id,name', error: new OdooUnavailable('busy') };
      await listeners.looks(40);
      expect(hearing.error).toMatchObject({ code: 'rate_limited' });
    });

    it('with the gateway', async () => {
      const hearing = await listeners.begun();
      listeners.endAll();
      expect(hearing.completed).toBe(true);
      expect(listeners.notes).toMatchObject([{ tool: 'changes', outcome: 'ok' }]);
    });

    it('telling deletions when there are too many records, and says so', async () => {
      const hearing = await listeners.begun();
      for (let made = 0; made < 9; made += 1) {
        for (let at = 0; at < 120; at += 1) listeners.odoo.create();
        await jest.advanceTimersByTimeAsync(130_000);
      }
      const ready = hearing.events.filter(({ type }) => type === 'ready');
      expect(ready).toMatchObject([{ deletions: true }, { deletions: false }]);
    });
  });

  describe('where more than can be kept in mind was written last, and nothing since', () => {
    const createMany = () => {
      const all = listeners.odoo.begin();
      for (let made = 0; made < 1001; made += 1) all.create();
      all.commit();
    };
    /** Longer than the overlap and the longest pause between two attempts. */
    const SETTLED = 100;

    it.each([
      ['just now', 0],
      ['yesterday', 86_400_000],
    ])('%s: has a listener wait until that is over, and then tells it what happens', async (_when, ago) => {
      createMany();
      await jest.advanceTimersByTimeAsync(ago);
      const hearing = await listeners.begun();
      expect(hearing.types).toEqual(['waiting']);
      await listeners.looks(SETTLED);
      expect(hearing.types).toEqual(['waiting', 'reset', 'ready']);
      const id = listeners.odoo.create();
      await listeners.looks();
      expect(hearing.told).toEqual([`created ${id}`]);
    });

    it('has one who comes back wait, and read anew', async () => {
      const before = await listeners.begun();
      await listeners.looks();
      createMany();
      await listeners.looks();
      expect(before.error).toMatchObject({ code: 'gateway_unavailable' });
      const hearing = await listeners.begun({ resume: before.cursor });
      expect(hearing.types).toEqual(['waiting']);
      await listeners.looks(SETTLED);
      expect(hearing.types).toEqual(['waiting', 'reset', 'ready']);
    });

    it('asks Odoo less often meanwhile', async () => {
      createMany();
      const begin = await listeners.askedDuring(() => listeners.begun());
      const meanwhile = await listeners.askedDuring(() => listeners.looks(55));
      expect(meanwhile.length).toBeLessThan(begin.length * 10);
    });

    it('lets nobody begin whom Odoo leaves meanwhile', async () => {
      createMany();
      const hearing = await listeners.begun();
      listeners.odoo.failure = new OdooUnavailable('away');
      await listeners.looks(SETTLED);
      expect(hearing.error).toBe(listeners.odoo.failure);
    });
  });
});
