import { OdooUnavailable, type Principal } from '#libs/contracts';
import { ChangeListeners, type Hearing, START } from '../../../test/fixtures/change-listeners.js';
import { ONE_ODOO, principal } from '../../../test/fixtures/principals.js';

const NONE = { allow: [], deny: [] };

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

  describe('tells of', () => {
    it('what is created, changed and deleted from the beginning on, and of nothing before', async () => {
      const { odoo } = listeners;
      const old = odoo.create();
      const hearing = await listeners.begun();
      const ready = { type: 'ready', model: 'res.partner', deletions: true, cursor: expect.any(String) };
      expect(hearing.events).toEqual([ready]);
      const id = odoo.create();
      await listeners.looks();
      odoo.write(id, { name: 'a' });
      await listeners.looks();
      odoo.unlink(id);
      odoo.write(old, { name: 'b' });
      await listeners.looks();
      expect(hearing.told).toEqual([`created ${id}`, `updated ${id}`, `updated ${old}`, `deleted ${id}`]);
    });

    it('a record that is gone though there are as many as before', async () => {
      const { odoo } = listeners;
      const [one, other] = [odoo.create(), odoo.create()];
      const hearing = await listeners.begun();
      odoo.unlink(one);
      const id = odoo.create();
      await listeners.looks();
      odoo.unlink(other);
      await listeners.looks();
      expect(hearing.told).toEqual([`created ${id}`, `deleted ${one}`, `deleted ${other}`]);
    });

    it('archiving as a change', async () => {
      const id = listeners.odoo.create();
      const hearing = await listeners.begun();
      await listeners.looks();
      listeners.odoo.write(id, { active: false });
      await listeners.looks();
      expect(hearing.told).toEqual([`updated ${id}`]);
    });

    it('a record that is changed long after it was created as changed', async () => {
      const hearing = await listeners.begun();
      const id = listeners.odoo.create();
      await listeners.looks(200);
      listeners.odoo.write(id, { name: 'a' });
      await listeners.looks();
      expect(hearing.told).toEqual([`created ${id}`, `updated ${id}`]);
    });

    it('many at once', async () => {
      const hearing = await listeners.begun();
      const ids = Array.from({ length: 900 }, () => listeners.odoo.create());
      await listeners.looks(3);
      expect(hearing.told).toEqual(ids.map((id) => `created ${id}`));
    });

    it('nothing twice, however often it is seen', async () => {
      const hearing = await listeners.begun();
      const id = listeners.odoo.create();
      await listeners.looks(100);
      expect(hearing.told).toEqual([`created ${id}`]);
    });
  });

  describe('loses nothing', () => {
    it('that is seen late, after what began later', async () => {
      const hearing = await listeners.begun();
      const long = listeners.odoo.begin();
      const late = long.create();
      await listeners.looks(20);
      const quick = listeners.odoo.create();
      await listeners.looks(20);
      long.commit();
      await listeners.looks();
      expect(hearing.told).toEqual([`created ${quick}`, `created ${late}`]);
    });

    it('that was under way when the listener came', async () => {
      listeners.odoo.create();
      const long = listeners.odoo.begin();
      const late = long.create();
      await jest.advanceTimersByTimeAsync(5000);
      listeners.odoo.create();
      const hearing = await listeners.begun();
      long.commit();
      await listeners.looks();
      expect(hearing.told).toEqual([`created ${late}`]);
    });

    it('of a record that changes twice in a second, with a look between', async () => {
      const hearing = await listeners.begun();
      const id = listeners.odoo.create({ name: 'draft' });
      // Confirmed by a transaction that begins at once and takes its time.
      const confirmation = listeners.odoo.begin();
      confirmation.write(id, { name: 'confirmed' });
      await listeners.looks(2);
      confirmation.commit();
      await listeners.looks(2);
      expect(hearing.told).toEqual([`created ${id}`, `updated ${id}`]);
      await listeners.looks(100);
      expect(hearing.told).toHaveLength(2);
    });

    it('while Odoo is away, however long, and says so once', async () => {
      const { odoo } = listeners;
      odoo.create();
      const hearing = await listeners.begun();
      odoo.failure = new OdooUnavailable('away');
      await listeners.looks(200);
      const id = odoo.create();
      await listeners.looks(200);
      odoo.failure = undefined;
      await listeners.looks(40);
      expect(hearing.types.slice(0, 4)).toEqual(['ready', 'waiting', 'created', 'ready']);
      expect(hearing.types.slice(4)).not.toContain('waiting');
      expect(hearing.told).toEqual([`created ${id}`]);
    });

    it('unsaid to one who comes while Odoo is away: it reads anew', async () => {
      const first = await listeners.begun();
      listeners.odoo.failure = new OdooUnavailable('away');
      await listeners.looks(2);
      const second = await listeners.begun();
      listeners.odoo.failure = undefined;
      const id = listeners.odoo.create();
      await listeners.looks(40);
      expect(first.told).toEqual([`created ${id}`]);
      expect(second.types.slice(0, 3)).toEqual(['waiting', 'reset', 'ready']);
    });

    it('and asks less often while Odoo is away', async () => {
      await listeners.begun();
      listeners.odoo.failure = new OdooUnavailable('away');
      const asked = await listeners.askedDuring(() => listeners.looks(300));
      expect(asked.length).toBeLessThan(30);
    });

    it('for a record whose date lies in the future of both machines', async () => {
      const { odoo } = listeners;
      const wrong = odoo.begin(START + 40 * 86_400_000);
      wrong.create();
      wrong.commit();
      odoo.create();
      const hearing = await listeners.begun();
      const id = odoo.create();
      const late = odoo.begin(START - 100_000);
      const another = late.create();
      late.commit();
      await listeners.looks(2);
      const last = odoo.create();
      await listeners.looks();
      expect(hearing.told).toEqual([`created ${another}`, `created ${id}`, `created ${last}`]);
    });
  });

  describe('reads', () => {
    const inGhent = { domain: [['city', '=', 'Ghent']], fields: ['name'] };
    const READ = 'search_read id,name';

    it('records as a question wants them, and tells which left it', async () => {
      const hearing = await listeners.begun(inGhent);
      const id = listeners.odoo.create({ name: 'a', city: 'Ghent' });
      listeners.odoo.create({ name: 'elsewhere' });
      await listeners.looks();
      listeners.odoo.write(id, { city: 'Namur' });
      await listeners.looks();
      expect(hearing.events.slice(1)).toEqual([
        { type: 'created', model: 'res.partner', id, record: { id, name: 'a' }, cursor: expect.any(String) },
        { type: 'left', model: 'res.partner', id, cursor: expect.any(String) },
      ]);
    });

    it('once for a thousand listeners', async () => {
      await listeners.begun(inGhent);
      let others: readonly Hearing[] = [];
      const asked = await listeners.askedDuring(async () => {
        others = Array.from({ length: 999 }, () => listeners.listen(inGhent));
        await jest.advanceTimersByTimeAsync(0);
      });
      expect(asked).toEqual([]);
      const id = listeners.odoo.create({ city: 'Ghent' });
      const askedThen = await listeners.askedDuring(() => listeners.looks());
      expect(new Set(others.flatMap(({ told }) => told))).toEqual(new Set([`created ${id}`]));
      expect(askedThen.filter((what) => what === READ)).toHaveLength(1);
      expect(askedThen).toHaveLength(4);
    });

    it('nothing more once the last listener has gone', async () => {
      await listeners.begun(inGhent);
      await listeners.begun();
      listeners.stopAll();
      expect(jest.getTimerCount()).toBe(0);
      expect(await listeners.askedDuring(() => listeners.looks(10))).toEqual([]);
    });

    it('with one poller for questions that differ, and one more for other rights', async () => {
      await listeners.begun();
      await listeners.begun(inGhent);
      await listeners.begun({ principal: principal('readonly', {}, 'another') });
      const asked = await listeners.askedDuring(() => listeners.looks());
      expect(asked).toEqual(['search_read id,write_date,create_date', 'search_count']);
      await listeners.begun({ principal: principal('readonly', { fieldsDeny: ['vat'] }) });
      expect(await listeners.askedDuring(() => listeners.looks())).toHaveLength(4);
    });

    it.each<[string, Partial<Principal>]>([
      ['another Odoo', { odoo: { connection: 'shop', companies: [] } }],
      ['another user', { odoo: { ...ONE_ODOO, identity: 'jane' } }],
      ['other companies', { odoo: { ...ONE_ODOO, companies: [2] } }],
      ['rules of its own', { ownRules: { models: NONE, fields: NONE, methods: NONE } }],
    ])('for each by itself where one key stands for %s', async (_what, change) => {
      const caller = principal('readonly');
      const first = await listeners.begun({ ...inGhent, principal: caller });
      const asked = await listeners.askedDuring(() =>
        listeners.begun({ ...inGhent, principal: { ...caller, ...change } }),
      );
      expect(asked).not.toEqual([]);
      await listeners.looks();
      expect(await listeners.askedDuring(() => listeners.looks())).toHaveLength(4);
      if (!change.odoo) return;
      const other = { ...inGhent, principal: { ...caller, ...change }, resume: first.cursor };
      expect((await listeners.begun(other)).types).toContain('reset');
    });

    it('a record that has changed again ever more seldom', async () => {
      await listeners.begun();
      listeners.odoo.create();
      const asked = await listeners.askedDuring(() => listeners.looks(60));
      expect(asked.filter((what) => what === 'search_read id,name,city,active,write_date,create_date')).toHaveLength(7);
      const later = await listeners.askedDuring(() => listeners.looks(60));
      expect(new Set(later)).toEqual(new Set(['search_read id,write_date,create_date', 'search_count']));
    });

    it('what changed while it could not be read, once it can', async () => {
      const hearing = await listeners.begun(inGhent);
      const id = listeners.odoo.create({ city: 'Ghent' });
      listeners.odoo.failsOn = { what: READ, error: new OdooUnavailable('away') };
      await listeners.looks(3);
      expect(hearing.told).toEqual([]);
      listeners.odoo.failsOn = undefined;
      await listeners.looks(10);
      expect(hearing.told).toEqual([`created ${id}`]);
    });

    it('nothing to one who comes later of what others were told before', async () => {
      await listeners.begun();
      listeners.odoo.create();
      await listeners.looks();
      expect((await listeners.begun()).types).toEqual(['ready']);
    });
  });
});
