import { type ChangeQuestion, OdooUnavailable } from '#libs/contracts';
import { ChangeListeners, START } from '../../../test/fixtures/change-listeners.js';
import { principal } from '../../../test/fixtures/principals.js';

describe('a listener that comes back', () => {
  let listeners: ChangeListeners;

  beforeEach(() => {
    jest.useFakeTimers({ now: START });
    listeners = new ChangeListeners();
  });

  afterEach(() => {
    listeners.stopAll();
    jest.useRealTimers();
  });

  /** One that was told of a record, left, and came back with its last cursor. */
  async function interrupted(meanwhile: () => Promise<unknown>, question: Partial<ChangeQuestion> = {}) {
    const first = await listeners.begun(question);
    const told = listeners.odoo.create();
    await listeners.looks();
    expect(first.told).toEqual([`created ${told}`]);
    first.stop();
    await meanwhile();
    const second = await listeners.begun({ ...question, resume: first.cursor });
    await listeners.looks();
    return { told, second };
  }

  it('is told what it missed, with nothing lost and nothing twice', async () => {
    const { odoo } = listeners;
    const long = odoo.begin();
    const late = long.create();
    const missed: number[] = [late];
    const { second } = await interrupted(async () => {
      missed.push(odoo.create());
      await listeners.looks(10);
      missed.push(odoo.create());
      long.commit();
    });
    expect(second.told.toSorted()).toEqual(missed.map((id) => `created ${id}`).toSorted());
    expect(second.events.at(-1)?.type).toBe('ready');
  });

  it('is told it while others go on listening', async () => {
    await listeners.begun();
    let id = 0;
    const { second } = await interrupted(async () => {
      id = listeners.odoo.create();
      await listeners.looks(200);
    });
    expect(second.told).toEqual([`created ${id}`]);
  });

  it('is told it after a break before the first event', async () => {
    listeners.odoo.create();
    const first = await listeners.begun();
    first.stop();
    const id = listeners.odoo.create();
    const second = await listeners.begun({ resume: first.cursor });
    expect(second.told).toEqual([`created ${id}`]);
  });

  it('is told the rest of what was told at once', async () => {
    const first = await listeners.begun();
    const ids = Array.from({ length: 5 }, () => listeners.odoo.create());
    await listeners.looks();
    const second = await listeners.begun({ resume: first.cursors[3] });
    await listeners.looks(3);
    expect(second.told).toEqual(ids.slice(3).map((id) => `created ${id}`));
  });

  it('is not told twice what was being read for others when it came', async () => {
    const { odoo } = listeners;
    const question = { fields: ['name'] };
    const other = await listeners.begun(question);
    const id = odoo.create();
    odoo.failsOn = { what: 'search_read id,name', error: new OdooUnavailable('busy') };
    await listeners.looks();
    const second = await listeners.begun({ ...question, resume: other.cursor });
    odoo.failsOn = undefined;
    await listeners.looks(5);
    expect(other.told).toEqual([`created ${id}`]);
    expect(second.told).toEqual([`created ${id}`]);
  });

  it('costs Odoo no more when many come back at once', async () => {
    const { odoo } = listeners;
    const question = { fields: ['name'] };
    await listeners.begun(question);
    const first = await listeners.begun(question);
    const ids = Array.from({ length: 5 }, () => odoo.create());
    await listeners.looks(200);
    const resume = first.cursors[1];
    const costOf = async (count: number): Promise<number> => {
      await listeners.looks();
      const asked = odoo.asked.length;
      const back = await Promise.all(Array.from({ length: count }, () => listeners.begun({ ...question, resume })));
      for (const { told } of back) expect(told).toEqual(ids.slice(1).map((id) => `created ${id}`));
      return odoo.asked.length - asked;
    };
    const cost = await costOf(1);
    expect(cost).toBeGreaterThan(0);
    expect(await costOf(30)).toBe(cost);
  });

  it('is told what a record is now, though another was told of the same change before', async () => {
    const { odoo } = listeners;
    const question = { fields: ['name'] };
    await listeners.begun(question);
    const first = await listeners.begun(question);
    const id = odoo.create({ name: 'a' });
    await listeners.looks(200);
    const resume = first.cursors[0];
    await listeners.begun({ ...question, resume });
    odoo.write(id, { name: 'b' });
    await listeners.looks(2);
    const { events } = await listeners.begun({ ...question, resume });
    expect(events).toContainEqual(expect.objectContaining({ id, record: { id, name: 'b' } }));
  });

  it('is told deletions, where somebody listened meanwhile', async () => {
    await listeners.begun();
    const { told, second } = await interrupted(async () => {
      await listeners.looks(30);
      listeners.odoo.unlink(1);
      await listeners.looks(200);
    });
    expect(told).toBe(1);
    expect(second.told).toEqual(['deleted 1']);
  });

  it('is not told of a deletion again, however much was told since', async () => {
    const gone = listeners.odoo.create();
    await listeners.begun();
    const first = await listeners.begun();
    listeners.odoo.unlink(gone);
    await listeners.looks();
    for (let made = 0; made < 20; made += 1) listeners.odoo.create();
    await listeners.looks(200);
    expect(first.told).toHaveLength(21);
    first.stop();
    const second = await listeners.begun({ resume: first.cursor });
    expect(second.told).toEqual([]);
  });

  it('is told of a record what it is now', async () => {
    let id = 0;
    const { second } = await interrupted(
      async () => {
        id = listeners.odoo.create({ name: 'a' });
        await listeners.looks();
        listeners.odoo.write(id, { name: 'b' });
        await listeners.looks();
      },
      { fields: ['name'] },
    );
    const record = { id, name: 'b' };
    expect(second.events[0]).toEqual({ type: 'created', model: 'res.partner', id, record, cursor: expect.any(String) });
  });

  it('is told it no faster than it can take it', async () => {
    const first = await listeners.begun();
    first.stop();
    for (let made = 0; made < 500; made += 1) listeners.odoo.create();
    const waiting: (() => void)[] = [];
    const taken = () => new Promise<void>((resolve) => waiting.push(resolve));
    const second = await listeners.begun({ resume: first.cursor, taken });
    await listeners.looks(5);
    expect(second.told).toHaveLength(200);
    waiting.shift()?.();
    await listeners.looks(5);
    expect(second.told).toHaveLength(400);
    waiting.shift()?.();
    await listeners.looks(5);
    expect(second.told).toHaveLength(500);
    expect(new Set(second.told).size).toBe(500);
  });

  it('has a young cursor though there was nothing to tell for hours', async () => {
    const first = await listeners.begun();
    await listeners.looks(3600);
    expect(first.told).toEqual([]);
    expect(first.events.at(-1)?.type).toBe('position');
    first.stop();
    const id = listeners.odoo.create();
    const second = await listeners.begun({ resume: first.cursor });
    expect(second.told).toEqual([`created ${id}`]);
  });

  it('is told it when Odoo is back', async () => {
    await listeners.begun();
    const { odoo } = listeners;
    const { second } = await interrupted(async () => {
      odoo.create();
      odoo.failure = new OdooUnavailable('away');
      await listeners.looks();
    });
    expect(second.told).toEqual([]);
    odoo.failure = undefined;
    await listeners.looks(60);
    expect(second.told).toEqual(['created 2']);
  });

  describe('is told to read anew', () => {
    const ANEW = ['reset', 'ready'];

    it.each<[string, Partial<ChangeQuestion>]>([
      ['another caller', { principal: principal('readonly', {}, 'another') }],
      ['another model', { model: 'res.country' }],
      ['nobody', { resume: JSON.stringify([[0, 0, []], 'made up']) }],
    ])('by a cursor of %s', async (_whose, other) => {
      const first = await listeners.begun();
      listeners.odoo.create();
      const second = await listeners.begun({ resume: first.cursor, ...other });
      expect(second.types).toEqual(ANEW);
    });

    it('after too long a time', async () => {
      const { second } = await interrupted(() => jest.advanceTimersByTimeAsync(3_601_000));
      expect(second.types).toEqual(ANEW);
    });

    it('where more was missed than is kept in mind', async () => {
      const first = await listeners.begun();
      first.stop();
      await jest.advanceTimersByTimeAsync(1000);
      for (let made = 0; made < 1001; made += 1) listeners.odoo.create();
      await jest.advanceTimersByTimeAsync(600_000);
      listeners.odoo.create();
      const second = await listeners.begun({ resume: first.cursor });
      expect(second.types).toEqual(ANEW);
    });
  });
});
