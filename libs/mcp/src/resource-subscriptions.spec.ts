import { InvalidArguments, OdooRejected, RateLimited } from '#libs/contracts';
import { Subject } from 'rxjs';
import { FakeChanges } from '../../../test/fixtures/fake-changes.js';
import { failureOf } from '../../../test/fixtures/failure-of.js';
import { principal } from '../../../test/fixtures/principals.js';
import { ResourceSubscriptions } from './resource-subscriptions.js';

const PARTNERS = 'odoo://models/res.partner';
const SEVEN = 'odoo://records/res.partner/7';

describe('ResourceSubscriptions', () => {
  const alice = principal('readonly');
  let changes: FakeChanges;
  let freed: Subject<void>;
  let isFree: boolean;
  let told: string[];
  let lapsed: number;
  let subscriptions: ResourceSubscriptions;

  beforeEach(() => {
    changes = new FakeChanges();
    freed = new Subject();
    isFree = true;
    told = [];
    lapsed = 0;
    const wire = {
      free: () => isFree,
      freed,
      updated: (uri: string) => void told.push(uri),
      lapsed: () => {
        lapsed += 1;
      },
    };
    subscriptions = new ResourceSubscriptions(changes, { left: 2 }, { principal: alice, door: 'mcp' }, wire);
  });

  afterEach(() => subscriptions.end());

  const add = (uri: string) => subscriptions.add(uri, 'request-1');
  /** What has been told after all that is told in one go. */
  const toldNow = async () => {
    await Promise.resolve();
    return told.splice(0);
  };

  it('asks for the changes of the model, in the name of whom it serves', async () => {
    await add(PARTNERS);
    expect(changes.questions).toEqual([
      { model: 'res.partner', principal: alice, door: 'mcp', requestId: 'request-1' },
    ]);
  });

  it('tells of any record of a model, and of one record alone', async () => {
    await add(PARTNERS);
    await add(SEVEN);
    expect(await toldNow()).toEqual([]);
    changes.change('res.partner', 6);
    expect(await toldNow()).toEqual([PARTNERS]);
    changes.change('res.partner', 7);
    expect(await toldNow()).toEqual([PARTNERS, SEVEN]);
    changes.change('res.country', 7);
    expect(await toldNow()).toEqual([]);
  });

  it.each(['created', 'updated', 'deleted', 'left'] as const)('tells of a record that was %s', async (type) => {
    await add(SEVEN);
    changes.tell({ type, model: 'res.partner', id: 7, cursor: 'c' });
    expect(await toldNow()).toEqual([SEVEN]);
  });

  it('says once what has changed many times in one go', async () => {
    await add(PARTNERS);
    changes.change('res.partner', 1, 2, 3, 4, 5);
    expect(await toldNow()).toEqual([PARTNERS]);
  });

  it('keeps one notice of each for a client that does not read, until it does', async () => {
    await add(PARTNERS);
    await add(SEVEN);
    isFree = false;
    for (const id of [7, 8, 7, 9]) {
      changes.change('res.partner', id);
      expect(await toldNow()).toEqual([]);
    }
    isFree = true;
    freed.next();
    expect(await toldNow()).toEqual([PARTNERS, SEVEN]);
    freed.next();
    expect(await toldNow()).toEqual([]);
  });

  it('has changes told in one go go out again after a client was full', async () => {
    await add(PARTNERS);
    isFree = false;
    changes.change('res.partner', 1);
    expect(await toldNow()).toEqual([]);
    isFree = true;
    changes.change('res.partner', 2);
    freed.next();
    expect(await toldNow()).toEqual([PARTNERS]);
  });

  it('subscribes once, however often it is asked', async () => {
    await Promise.all([add(PARTNERS), add(PARTNERS)]);
    expect([changes.questions.length, subscriptions.size]).toEqual([1, 1]);
  });

  it('tells nothing more of what was unsubscribed from, and gives its place to the next', async () => {
    await add(PARTNERS);
    await add(SEVEN);
    changes.change('res.partner', 7);
    subscriptions.remove(SEVEN);
    subscriptions.remove('odoo://models/never.was');
    expect(await toldNow()).toEqual([PARTNERS]);
    await add('odoo://models/res.country');
    expect(subscriptions.size).toBe(2);
  });

  it('holds no more than there is room for', async () => {
    await add(PARTNERS);
    await add(SEVEN);
    expect(await failureOf(add('odoo://models/res.country'))).toBeInstanceOf(RateLimited);
    expect(changes.questions).toHaveLength(2);
  });

  it.each([
    'odoo://models',
    'odoo://models/',
    'odoo://models/Res.Partner',
    'odoo://models/res.partner/',
    'odoo://models/res.partner?x=1',
    'odoo://models/res%2epartner',
    'odoo://models/res.partner\n',
    'odoo://records/res.partner',
    'odoo://records/res.partner/0',
    'odoo://records/res.partner/07',
    'odoo://records/res.partner/-1',
    'odoo://records/res.partner/1,2',
    'odoo://records/res.partner/9999999999999999',
    'odoo://reports/account.report_invoice/1',
    'odoo://config',
    'file:///etc/passwd',
    '',
  ])('refuses %j, whose changes nobody can tell', async (uri) => {
    const failure = await failureOf(add(uri));
    expect(failure).toBeInstanceOf(InvalidArguments);
    expect((failure as InvalidArguments).hint).toContain('odoo://records/{model}/{id}');
    expect(changes.questions).toEqual([]);
  });

  it('passes a refusal on, and keeps nothing of it', async () => {
    expect(await failureOf(add('odoo://models/closed'))).toMatchObject({ code: 'forbidden', layer: 'model' });
    expect([subscriptions.size, lapsed, await toldNow()]).toEqual([0, 0, []]);
  });

  it('says that a resource has changed when it cannot be followed any more, for who reads it is told why', async () => {
    await add(SEVEN);
    changes.fail(new OdooRejected('gone'));
    expect(await toldNow()).toEqual([SEVEN]);
    expect([subscriptions.size, lapsed]).toEqual([0, 1]);
  });

  it('says nothing of resources when the gateway is about to end', async () => {
    await add(SEVEN);
    changes.endAll();
    expect(await toldNow()).toEqual([]);
    expect([subscriptions.size, lapsed]).toEqual([0, 1]);
  });

  it('ends with its client: nobody listens any more, and who waits to begin is let go', async () => {
    await add(PARTNERS);
    isFree = false;
    changes.change('res.partner', 7);
    changes.ready = false;
    const beginning = failureOf(add(SEVEN));
    subscriptions.end();
    expect(await beginning).toMatchObject({ code: 'cancelled' });
    expect(await failureOf(add(PARTNERS))).toMatchObject({ code: 'cancelled' });
    isFree = true;
    expect([changes.questions, freed.observed, await toldNow()]).toEqual([[], false, []]);
  });
});
