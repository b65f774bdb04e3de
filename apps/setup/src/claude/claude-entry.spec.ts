import { readFileSync } from 'node:fs';
import { gatewayAddress } from '../gateway/gateway-address.js';
import {
  claudeBlock,
  claudeEntry,
  connectionName,
  entryName,
  keyText,
  MCP_REMOTE,
  withoutKey,
} from './claude-entry.js';

const LOCAL = new URL('http://localhost:8000/mcp');

describe('an entry of Claude Desktop', () => {
  it('has the key in env and nowhere else, and no space in any argument', () => {
    const key = 'odoo_"$HOME"\\${AUTH_HEADER}\'%PATH%';
    const { args, env } = claudeEntry({ url: LOCAL, key, connection: 'main' });
    expect(env).toEqual({ AUTH_HEADER: `Bearer ${key}` });
    expect(args).toEqual([
      '-y',
      MCP_REMOTE,
      'http://localhost:8000/mcp',
      '--header',
      'Authorization:${AUTH_HEADER}',
      '--header',
      'X-Odoo-Connection:main',
      '--protocol',
      'auto',
    ]);
    expect(args.filter((argument) => /\s/.test(argument))).toEqual([]);
  });

  it('has neither header where there is no key', () => {
    expect(claudeEntry({ url: LOCAL, key: '' })).toEqual({
      command: 'npx',
      args: ['-y', MCP_REMOTE, 'http://localhost:8000/mcp', '--protocol', 'auto'],
    });
  });

  it.each([
    ['http://gateway:8000/mcp', true],
    ['http://[::1]:8000/mcp', true],
    ['http://127.0.0.1:8000/mcp', false],
    ['https://mcp.example.com/mcp', false],
  ])('allows plain HTTP where mcp-remote would not: %s', (url, allows) => {
    expect(claudeEntry({ url: new URL(url), key: 'k' }).args.includes('--allow-http')).toBe(allows);
  });

  it('is shown without its key', () => {
    expect(claudeBlock('odoo', withoutKey(claudeEntry({ url: LOCAL, key: 'canary-9f2c' })))).not.toContain('canary');
  });

  it('names the version that the tests run', () => {
    const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    expect(MCP_REMOTE).toBe(`mcp-remote@${devDependencies['mcp-remote']}`);
  });

  it.each(['two words', 'line\nend', 'tab\t', 'nül', '\u0000', 'a\u2028b'])(
    'refuses the key %j, and does not repeat it',
    (key) => {
      expect(() => keyText(key)).toThrow(/^The key has spaces, line ends or other characters that no key has/);
    },
  );

  it.each(['', '-y', '__proto__', 'a b', 'a"b', 'x'.repeat(65), '../x'])('refuses the name %j', (name) => {
    expect(() => entryName(name)).toThrow(/^The name may have/);
  });

  it.each(['main\r\nX-Evil: 1', 'a b', '${HOME}', '--debug'])('refuses the connection %j', (name) => {
    expect(() => connectionName(name)).toThrow(/^A connection is named/);
  });
});

describe('the address of a gateway', () => {
  it.each([
    ['http://localhost:8000', 'http://localhost:8000/mcp'],
    [' https://mcp.example.com/odoo/mcp ', 'https://mcp.example.com/odoo/mcp'],
    ['HTTPS://MCP.example.com/', 'https://mcp.example.com/mcp'],
    ['http://[::1]:8000/mcp', 'http://[::1]:8000/mcp'],
  ])('%s', (typed, url) => {
    expect(gatewayAddress(typed).href).toBe(url);
  });

  it.each([
    'javascript:alert(1)',
    'file:///etc/passwd',
    'data:text/html,x',
    'ftp://host/',
    'localhost:8000',
    'mcp.example.com',
    'https://user:secret@host/mcp',
    'https://host/mcp?key=secret',
    'https://host/mcp#x',
    'https://host/mcp&calc.exe',
    'https://host/%PATH%',
    'https://host/"--header',
    'https://host/a b',
    'https://host/$(id)',
    '',
  ])('refuses %s, and does not repeat it', (typed) => {
    expect(() => gatewayAddress(typed)).toThrow(/^(?:The (?:address|path)|Leave)/);
    expect(() => gatewayAddress(typed)).not.toThrow(/secret|calc/);
  });
});
