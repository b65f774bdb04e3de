import { readScalar } from './scalar-values.js';

const valueOf = (type: string, value: unknown, more = {}) => readScalar({ type, ...more }, value);

describe('readScalar', () => {
  it.each<[string, unknown, unknown]>([
    ['char', 'x', 'x'],
    ['char', 32470, '32470'],
    ['char', null, false],
    ['integer', 5, 5],
    ['integer', '5', 5],
    ['float', '1.50', 1.5],
    ['monetary', 10, 10],
    ['float', false, false],
    ['boolean', 1, true],
    ['boolean', 0, false],
    ['boolean', true, true],
    ['date', '2026-11-23', '2026-11-23'],
    ['date', '', false],
    ['datetime', '2026-11-23T10:00:00+01:00', '2026-11-23 09:00:00'],
    ['selection', 'draft', 'draft'],
    ['selection', '', false],
    ['reference', 'res.partner,7', 'res.partner,7'],
    ['binary', 'aGVsbG8=', 'aGVsbG8='],
    ['properties', [{ name: 'a', value: 1 }], [{ name: 'a', value: 1 }]],
    ['json', undefined, false],
  ])('takes for %s: %j', (type, sent, value) => {
    expect(valueOf(type, sent)).toEqual({ value });
  });

  it.each<[string, unknown, RegExp]>([
    ['boolean', 'false', /true or false/],
    ['boolean', 2, /true or false/],
    ['integer', 1.5, /whole number/],
    ['integer', 'x', /whole number/],
    ['float', 'ten', /a number/],
    ['float', [1], /a number/],
    ['char', true, /a text/],
    ['char', { en_US: 'x' }, /a text/],
    ['date', '23-11-2026', /"2026-11-23"/],
    ['date', '2026-11-23T10:00:00Z', /a date/],
    ['datetime', 'next week', /a moment/],
    ['datetime', 1_700_000_000, /a moment/],
    ['reference', 7, /a model and an id/],
    ['binary', 'héllo', /base64/],
  ])('refuses for %s: %j', (type, sent, problem) => {
    expect(valueOf(type, sent)).toEqual({ problem: expect.stringMatching(problem) });
  });

  it('checks choices where the schema has them', () => {
    const selection = [
      ['draft', 'Draft'],
      ['done', 'Done'],
    ];
    expect(valueOf('selection', 'done', { selection })).toEqual({ value: 'done' });
    expect(valueOf('selection', 'Done', { selection })).toEqual({ problem: 'must be one of draft, done' });
  });
});
