import { ConfigurationError } from '#libs/config';
import { hashOf } from '../../../test/fixtures/access-files.js';
import { KeyFile, Mistake } from './key-file.js';

const NOW = new Date('2026-11-30T12:00:00Z');
const LATER = new Date('2026-12-01T12:00:00Z');

const TEXT = `# Ours.
identities: {} # nobody yet

keys:
  # The wall in the hall.
  - id: wall
    mode: readonly # for ever
    secrets: [{ hash: "${hashOf('one')}" }]
  - id: other
    secrets:
      - hash: "${hashOf('two')}"
        expires: 2026-11-30T11:00:00Z
      - hash: "${hashOf('three')}"
        expires: 2026-11-30T13:00:00Z
`;

const fileOf = (text: string | undefined = TEXT) => new KeyFile('access.yaml', text, NOW);
const secretsOf = (file: KeyFile, id: string) => file.keys.find((key) => key.id === id)?.secrets;

const nobody = { mode: undefined, connection: undefined, expires: undefined };

describe('KeyFile', () => {
  it('adds a key, and leaves what people wrote as it was', () => {
    const file = fileOf();
    file.add({ id: 'new', mode: 'readwrite', connection: 'main', expires: LATER }, 'four');
    const text = file.toString();
    expect(text).toContain('# Ours.\nidentities: {} # nobody yet\n\nkeys:\n  # The wall in the hall.\n  - id: wall');
    expect(text).toContain('mode: readonly # for ever');
    expect(file.keys.at(-1)).toEqual({
      id: 'new',
      secrets: [{ hash: hashOf('four'), expires: '2026-12-01T12:00:00Z' }],
      mode: 'readwrite',
      connection: 'main',
    });
    expect(text).not.toContain('four');
  });

  it.each([
    ['nothing', undefined],
    ['an empty file', ''],
    ['no keys', 'keys: []'],
    ['other things', 'identities: {}'],
  ])('makes the first key where there is %s', (_what, text) => {
    const file = new KeyFile('access.yaml', text, NOW);
    file.add({ ...nobody, id: 'first' }, 'one');
    expect(file.keys).toEqual([{ id: 'first', secrets: [{ hash: hashOf('one') }] }]);
    expect(file.toString()).toMatch(/^keys:\n {2}- id: first$/m);
  });

  it('gives a key a second secret, and the first an end', () => {
    const file = fileOf();
    file.rotate('wall', 'four', LATER);
    expect(secretsOf(file, 'wall')).toEqual([
      { hash: hashOf('one'), expires: '2026-12-01T12:00:00Z' },
      { hash: hashOf('four') },
    ]);
    expect(() => file.rotate('wall', 'five', LATER)).toThrow(/two secrets already/);
  });

  it('drops what has expired when it rotates, and lengthens no end', () => {
    const file = fileOf();
    file.rotate('other', 'four', LATER);
    expect(secretsOf(file, 'other')).toEqual([
      { hash: hashOf('three'), expires: '2026-11-30T13:00:00Z' },
      { hash: hashOf('four') },
    ]);
  });

  it('revokes a key, or one of its secrets', () => {
    const file = fileOf();
    file.revoke('other', 1);
    expect(secretsOf(file, 'other')).toHaveLength(1);
    expect(() => file.revoke('other', 2)).toThrow(/no secret 2/);
    expect(() => file.revoke('other', 1)).toThrow(/only secret/);
    file.revoke('other', undefined);
    expect(file.keys.map(({ id }) => id)).toEqual(['wall']);
  });

  it.each<[string, (file: KeyFile) => void]>([
    ['a key that is there already', (file) => file.add({ ...nobody, id: 'wall' }, 'x')],
    ['the rotation of a key that is not there', (file) => file.rotate('nobody', 'x', LATER)],
    ['the end of a key that is not there', (file) => file.revoke('nobody', undefined)],
  ])('refuses %s', (_what, act) => {
    expect(() => act(fileOf())).toThrow(Mistake);
  });

  it('refuses to touch a file that is wrong, and to write one that would be', () => {
    expect(() => fileOf('keys: 7')).toThrow(ConfigurationError);
    const file = fileOf();
    file.add({ ...nobody, id: 'a', mode: 'admin' }, 'x');
    expect(() => file.toString()).toThrow(ConfigurationError);
  });
});
