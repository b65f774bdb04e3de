import type { ConfirmPolicy } from '#libs/contracts';
import { principal } from '../../../test/fixtures/principals.js';
import { toolLimits } from '../../../test/fixtures/tool-limits.js';
import { confirmFor, limitsFor, streamedRows } from './principal-caps.js';

const anybody = principal('readonly');

describe("a caller's own caps", () => {
  const limits = toolLimits({ defaultRows: 50, maxRows: 100 });

  it.each([
    [undefined, 50, 100],
    [1000, 50, 100],
    [80, 50, 80],
    [7, 7, 7],
  ])('of %s rows give %d rows, and %d where more are asked for', (maxRows, defaultRows, most) => {
    const caller = { ...anybody, ...(maxRows !== undefined && { maxRows }) };
    expect(limitsFor(caller, limits)).toEqual({ ...limits, defaultRows, maxRows: most });
  });

  it.each([
    [undefined, undefined, undefined],
    [undefined, 9, 9],
    [7, undefined, 7],
    [7, 9, 7],
    [7, 3, 3],
  ])('of %s rows let a stream of %s have %s', (maxRows, wanted, rows) => {
    expect(streamedRows({ ...anybody, ...(maxRows !== undefined && { maxRows }) }, wanted)).toBe(rows);
  });

  it.each<[ConfirmPolicy | undefined, ConfirmPolicy, ConfirmPolicy]>([
    [undefined, 'never', 'never'],
    [undefined, 'always', 'always'],
    ['never', 'destructive', 'destructive'],
    ['destructive', 'never', 'destructive'],
    ['always', 'destructive', 'always'],
  ])('%s beside %s asks %s: the stricter counts', (confirm, gateway, policy) => {
    expect(confirmFor({ ...anybody, ...(confirm && { confirm }) }, gateway)).toBe(policy);
  });
});
