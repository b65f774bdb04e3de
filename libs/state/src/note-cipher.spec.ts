import { NoteCipher } from './note-cipher.js';

const cipher = new NoteCipher('a-secret-of-thirty-two-characters');
const NOTE = '{"name":"canary £"}';

describe('NoteCipher', () => {
  it('opens what it has sealed', () => {
    expect(cipher.open('place', cipher.seal('place', NOTE))).toBe(NOTE);
    expect(cipher.open('place', cipher.seal('place', ''))).toBe('');
  });

  it('tells nothing, not even that two notes are equal', () => {
    const sealed = cipher.seal('place', NOTE);
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('canary');
    expect(cipher.seal('place', NOTE)).not.toBe(sealed);
  });

  it.each<[string, (sealed: string) => string, NoteCipher, string]>([
    ['another place', (sealed) => sealed, cipher, 'other'],
    ['another secret', (sealed) => sealed, new NoteCipher('another-secret-of-thirty-two-character'), 'place'],
    ['changed text', (sealed) => `${sealed.slice(0, -4)}AAAA`, cipher, 'place'],
    ['half of it', (sealed) => sealed.slice(0, 20), cipher, 'place'],
    ['nothing', () => '', cipher, 'place'],
  ])('does not open with %s', (_what, change, opener, place) => {
    const sealed = change(cipher.seal('place', NOTE));
    expect(() => opener.open(place, sealed)).toThrow(/authenticat|initialization/i);
  });
});
