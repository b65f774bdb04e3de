import { OdooUnavailable, type Operation } from '#libs/contracts';
import { CachedUserContext } from './user-context.js';

describe('CachedUserContext', () => {
  let now: number;
  let operations: Operation[];
  let answer: () => unknown;
  let context: CachedUserContext;

  beforeEach(() => {
    now = 1000;
    operations = [];
    answer = () => ({ lang: 'fr_BE', tz: 'Europe/Brussels', uid: 2 });
    const call = async (operation: Operation) => {
      operations.push(operation);
      return answer();
    };
    context = new CachedUserContext({ call }, { fieldsCacheMs: 500 }, () => now);
  });

  it('is asked for once in a while, however many want it', async () => {
    const expected = { lang: 'fr_BE', timezone: 'Europe/Brussels' };
    expect(await Promise.all([context.get(), context.get(), context.get()])).toEqual([expected, expected, expected]);
    now += 499;
    await context.get();
    expect(operations).toEqual([{ model: 'res.users', method: 'context_get', args: [], kwargs: {} }]);
    now += 2;
    await context.get();
    expect(operations).toHaveLength(2);
  });

  it.each<[unknown]>([[{ lang: false, tz: false }], [{}], [null], [undefined], [{ tz: '' }]])(
    'has no zone where Odoo answers %j',
    async (answered) => {
      answer = () => answered;
      expect(await context.get()).toEqual({ lang: undefined, timezone: undefined });
    },
  );

  it('is asked for again after a failure', async () => {
    answer = () => {
      throw new OdooUnavailable('Odoo cannot be reached.');
    };
    await expect(context.get()).rejects.toThrow(OdooUnavailable);
    answer = () => ({ lang: 'en_US', tz: 'UTC' });
    expect(await context.get()).toEqual({ lang: 'en_US', timezone: 'UTC' });
  });
});
