import type { Operation } from '#libs/contracts';
import { failureOf } from '../../../test/fixtures/failure-of.js';
import { withinCompanies } from './company-context.js';

const search = (kwargs: Operation['kwargs'] = {}): Operation => ({
  model: 'res.partner',
  method: 'search',
  args: [[]],
  kwargs,
});
const allowed = (ids: unknown) => search({ context: { allowed_company_ids: ids } });
const refusal = (operation: Operation) =>
  failureOf(new Promise((resolve) => resolve(withinCompanies(operation, [2, 3]))));

describe('withinCompanies', () => {
  it('leaves a call of who may see all companies as it is', () => {
    const operation = allowed([7]);
    expect(withinCompanies(operation, [])).toBe(operation);
  });

  it('adds the companies to any context, and nothing else', () => {
    expect(withinCompanies(search(), [2, 3])).toEqual(allowed([2, 3]));
    expect(withinCompanies(search({ limit: 1, context: { lang: 'fr_FR' } }), [2, 3])).toEqual(
      search({ limit: 1, context: { lang: 'fr_FR', allowed_company_ids: [2, 3] } }),
    );
    expect(withinCompanies(search({ context: null }), [2])).toEqual(allowed([2]));
  });

  it.each([
    [[3], [3]],
    [
      [3, 2],
      [3, 2],
    ],
    [[1, 3, 9], [3]],
    [null, [2, 3]],
  ])('leaves of %j that a caller asks for %j', (asked, left) => {
    expect(withinCompanies(allowed(asked), [2, 3])).toEqual(allowed(left));
  });

  it.each([[[]], [[1]], [[1, 9]]])('refuses %j, none of which is open', async (asked) => {
    expect(await refusal(allowed(asked))).toMatchObject({ code: 'forbidden', rule: 'companies' });
  });

  it.each([['2'], [2], [['2']], [[[2]]], [{ 0: 2 }], [[2, null]], [[2.5]], [false]])(
    'takes no %j for ids',
    async (asked) => {
      expect(await refusal(allowed(asked))).toMatchObject({ code: 'invalid_arguments' });
    },
  );

  it.each([['text'], [[['allowed_company_ids', [1]]]], [7]])('takes no %j for a context', async (context) => {
    expect(await refusal(search({ context }))).toMatchObject({ code: 'invalid_arguments' });
  });
});
