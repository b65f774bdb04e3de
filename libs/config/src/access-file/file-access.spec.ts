import { AccessFolder, hashOf } from '../../../../test/fixtures/access-files.js';
import type { AccessTable } from '../access-source.js';
import { toGatewayConfig } from '../gateway-config.js';
import { ConfigurationError, readEnvironment } from '../read-environment.js';
import { FileAccess } from './file-access.js';

const keys = (...ids: readonly string[]) =>
  `connections: { main: { url: "http://x", database: d, username: u, password: { file: pw } } }
keys: [${ids.map((id) => `{ id: ${id}, secrets: [{ hash: "${hashOf(id)}" }] }`).join(', ')}]`;

describe('FileAccess', () => {
  let folder: AccessFolder;
  let access: FileAccess | undefined;
  const said: string[] = [];
  const log = {
    warn: (text: string) => void said.push(`warn ${text}`),
    error: (text: string) => void said.push(`error ${text}`),
  };

  beforeEach(() => {
    said.length = 0;
    folder = new AccessFolder(keys('a'));
    folder.put('pw', 'first\n');
  });

  afterEach(() => {
    access?.onApplicationShutdown();
    folder.remove();
  });

  function open() {
    const config = toGatewayConfig(readEnvironment({ ACCESS_FILE: folder.path, ACCESS_RELOAD_SECONDS: '3600' }), '0');
    if (!config.access.file) throw new Error('There is no access file.');
    access = new FileAccess(config.access.file, config, log);
    const told: AccessTable[] = [];
    access.changes.subscribe((table) => void told.push(table));
    return { access, told };
  }

  const idsIn = ({ keys: known }: AccessTable) => known.map(({ principal }) => principal.id);

  it('reads the file, and those that it names beside it', () => {
    const { current } = open().access;
    expect(idsIn(current)).toEqual(['a']);
    expect(current.connections.get('main')?.password).toBe('first');
  });

  it('reads it again once a change has been seen twice', () => {
    const { access: source, told } = open();
    source.look();
    folder.replace(keys('a', 'b'));
    source.look();
    expect(told).toEqual([]);
    source.look();
    expect(told.map(idsIn)).toEqual([['a', 'b']]);
    expect(source.current).toBe(told[0]);
    source.look();
    expect(told).toHaveLength(1);
  });

  it('never takes half a file', () => {
    const { access: source, told } = open();
    folder.replace(keys());
    source.look();
    folder.replace(keys('a', 'b'));
    source.look();
    source.look();
    expect(told.map(idsIn)).toEqual([['a', 'b']]);
  });

  it('notices a secret that was changed in a file of its own', () => {
    const { access: source, told } = open();
    folder.put('pw', 'second');
    source.look();
    source.look();
    expect(told[0]?.connections.get('main')?.password).toBe('second');
  });

  it('keeps what it has when the file turns bad, and says so once, without the secrets in it', () => {
    const { access: source, told } = open();
    folder.replace(keys('a').replace('{ file: pw }', '{ canary-9f2c }'));
    for (let look = 0; look < 4; look += 1) source.look();
    expect(told).toEqual([]);
    expect(idsIn(source.current)).toEqual(['a']);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^error The access file was changed and is not used.*access\.yaml:1:\d+/s);
    expect(said[0]).not.toContain('canary');
  });

  it('goes on when the file is right again', () => {
    const { access: source, told } = open();
    folder.replace('nonsense');
    source.look();
    source.look();
    folder.replace(keys('a', 'b'));
    source.look();
    source.look();
    expect(told.map(idsIn)).toEqual([['a', 'b']]);
  });

  it('warns of secrets in the file itself', () => {
    folder.replace(keys('a').replace('{ file: pw }', 'canary-9f2c'));
    open();
    expect(said).toEqual([expect.stringMatching(/^warn connections\.main\.password stands in the access file itself/)]);
    expect(said.join()).not.toContain('canary');
  });

  it('does not begin with a bad file', () => {
    folder.replace('keys: 7');
    expect(open).toThrow(ConfigurationError);
  });

  it('looks by itself, until it is told to end', () => {
    jest.useFakeTimers();
    try {
      const { access: source, told } = open();
      folder.replace(keys('b'));
      jest.advanceTimersByTime(3 * 3_600_000);
      expect(told.map(idsIn)).toEqual([['b']]);
      source.onApplicationShutdown();
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });
});
