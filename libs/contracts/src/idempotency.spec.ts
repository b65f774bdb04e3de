import { IDEMPOTENCY_META, idempotencyKeyIn } from './idempotency.js';

const meta = (key: unknown) => ({ [IDEMPOTENCY_META]: key });

describe('idempotencyKeyIn', () => {
  it.each<[string, unknown, unknown]>([
    ['the header', 'key-1', undefined],
    ['_meta', undefined, meta('key-1')],
    ['both', 'key-1', meta('key-1')],
    ['the header, whatever _meta is', 'key-1', 'text'],
    ['the header, beside another _meta', 'key-1', { progressToken: 1 }],
  ])('is in %s', (_where, header, inMeta) => {
    expect(idempotencyKeyIn(header, inMeta)).toBe('key-1');
  });

  it.each([undefined, null, 7, 'text', [], {}])('is in none: %p', (inMeta) => {
    expect(idempotencyKeyIn(undefined, inMeta)).toBeUndefined();
  });

  it('takes 255 characters, quotes among them', () => {
    const longest = `"${'~'.repeat(253)}"`;
    expect(idempotencyKeyIn(longest)).toBe(longest);
  });

  it.each<[string, unknown]>([
    ['nothing', ''],
    ['256 characters', 'x'.repeat(256)],
    ['a blank, as two headers have', 'one, two'],
    ['a line break', 'a\nb'],
    ['other letters', 'clé'],
    ['a number', 7],
    ['null', null],
    ['a list', ['key']],
    ['an object', {}],
  ])('is not %s', (_what, key) => {
    expect(() => idempotencyKeyIn(undefined, meta(key))).toThrow('not 1 to 255 visible ASCII');
  });

  it('is one', () => {
    expect(() => idempotencyKeyIn('one', meta('other'))).toThrow('differ');
    expect(() => idempotencyKeyIn('one', meta(1))).toThrow('differ');
  });
});
