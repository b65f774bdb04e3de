import { Forbidden, InvalidArguments } from '#libs/contracts';
import { checkContext, defaultedValues } from './harmless-context.js';

describe('checkContext', () => {
  it.each<[string, unknown]>([
    ['none', undefined],
    ['an empty one', {}],
    ['null', null],
    ['language and time zone', { lang: 'fr_FR', tz: 'Europe/Brussels' }],
    ['companies', { allowed_company_ids: [1], active_test: false, bin_size: true }],
  ])('lets this context through: %s', (_what, context) => {
    expect(() => checkContext(context)).not.toThrow();
  });

  it.each<[string, unknown]>([
    ['a default', { lang: 'fr', default_user_id: 1 }],
    ['switches', { tracking_disable: true }],
    ['reports', { force_report_rendering: true }],
    ['a key in other letters', { LANG: 'fr' }],
    ['a key with a blank', { 'lang ': 'fr' }],
    ['a member of every object', { constructor: 1 }],
    ['the prototype', JSON.parse('{"__proto__": 1}')],
  ])('refuses this context: %s', (_what, context) => {
    expect(() => checkContext(context)).toThrow(Forbidden);
    expect(() => checkContext(context)).toThrow(expect.objectContaining({ layer: 'arguments', rule: 'context-key' }));
  });

  it.each<[string, unknown]>([
    ['text', 'lang'],
    ['a number', 1],
    ['true', true],
    ['false', false],
    ['a list', ['lang']],
    ['an empty list', []],
  ])('refuses what is no context: %s', (_what, context) => {
    expect(() => checkContext(context)).toThrow(InvalidArguments);
    expect(() => defaultedValues(context)).toThrow(InvalidArguments);
  });
});

describe('defaultedValues', () => {
  it('finds what would be set', () => {
    const context = { lang: 'fr', default_name: 'x', default_user_ids: [[4, 7]], no_default_x: 1, default_: 2 };
    expect(defaultedValues(context)).toEqual({ name: 'x', user_ids: [[4, 7]], '': 2 });
  });

  it.each([[undefined], [null], [{}], [{ lang: 'fr' }]])('finds nothing in %j', (context) => {
    expect(defaultedValues(context)).toEqual({});
  });
});
