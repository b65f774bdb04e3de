import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigFile } from './config-file.js';

const NOW = new Date('2026-11-30T12:00:00.123Z');
const BACKUP = 'config.json.backup-2026-11-30T12-00-00-123Z';

describe('ConfigFile', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'claude-config-'));
    path = join(folder, 'config.json');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const file = (at = path) => new ConfigFile(at, () => NOW);

  it('makes a file that only its owner reads, with the folders on the way', () => {
    const deep = join(folder, 'Library/Claude/config.json');
    expect(file(deep).read()).toBeUndefined();
    expect(file(deep).write('{}', undefined)).toBeUndefined();
    expect([readFileSync(deep, 'utf8'), statSync(deep).mode & 0o777]).toEqual(['{}', 0o600]);
  });

  it('keeps what was there beside it, and its mode', () => {
    writeFileSync(path, 'old');
    chmodSync(path, 0o640);
    expect(file().write('new', 'old')).toBe(join(folder, BACKUP));
    expect(readdirSync(folder).toSorted()).toEqual(['config.json', BACKUP]);
    expect(
      [path, join(folder, BACKUP)].map((name) => [readFileSync(name, 'utf8'), statSync(name).mode & 0o777]),
    ).toEqual([
      ['new', 0o640],
      ['old', 0o640],
    ]);
  });

  it('writes where a link points, and leaves the link', () => {
    const real = join(folder, 'real.json');
    writeFileSync(real, 'old');
    symlinkSync(real, path);
    expect(file().write('new', 'old')).toBe(join(folder, BACKUP.replace('config', 'real')));
    expect([readlinkSync(path), readFileSync(real, 'utf8')]).toEqual([real, 'new']);
  });

  it('does not write over what somebody else has written meanwhile, nor over what it kept before', () => {
    writeFileSync(path, 'theirs');
    expect(() => file().write('new', 'old')).toThrow(/was changed meanwhile, and nothing was written/);
    writeFileSync(join(folder, BACKUP), 'kept');
    expect(() => file().write('new', 'theirs')).toThrow(/cannot be used \(EEXIST\)/);
    expect([readFileSync(path, 'utf8'), readFileSync(join(folder, BACKUP), 'utf8')]).toEqual(['theirs', 'kept']);
  });

  it('says what is in its way', () => {
    mkdirSync(path);
    expect(() => file().read()).toThrow('config.json is a folder: name the file in it.');
    writeFileSync(join(folder, 'plain'), '');
    expect(() => file(join(folder, 'plain/config.json')).write('{}', undefined)).toThrow(
      /cannot be: something on the way/,
    );
    symlinkSync('round.json', join(folder, 'round.json'));
    expect(() => file(join(folder, 'round.json')).read()).toThrow(/is a link that leads to itself/);
  });
});
