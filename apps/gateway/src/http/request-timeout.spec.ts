import { InvalidArguments } from '#libs/contracts';
import { timeoutOf } from './request-timeout.js';

const read = (value?: string | string[]) => timeoutOf({ headers: { 'x-request-timeout': value } }).timeoutMs;

describe('the header X-Request-Timeout', () => {
  it.each([
    ['2.5', 2500],
    ['30', 30_000],
    ['0.001', 1],
    ['9999999', 9_999_999_000],
  ])('%s is seconds', (value, milliseconds) => {
    expect(read(value)).toBe(milliseconds);
  });

  it('may be left out', () => {
    expect(timeoutOf({ headers: {} })).toEqual({});
  });

  it.each([
    ['0'],
    ['0.0001'],
    ['-1'],
    ['1e3'],
    ['2,5'],
    ['5s'],
    ['Infinity'],
    ['NaN'],
    [''],
    [' 1'],
    ['0x10'],
    ['1.'],
    ['12345678'],
    ['1, 2'],
    [['1', '2']],
  ])('%j is refused, with what to send', (value) => {
    expect(() => read(value)).toThrow(InvalidArguments);
    expect(() => read(value)).toThrow(expect.objectContaining({ hint: expect.stringContaining('2.5') as string }));
  });
});
