import { claudeConfigPath } from './config-path.js';

const FILE = 'claude_desktop_config.json';

describe('where Claude Desktop has its configuration', () => {
  it.each([
    ['darwin', '/Users/ann', {}, `/Users/ann/Library/Application Support/Claude/${FILE}`],
    ['win32', 'C:\\Users\\ann', { APPDATA: 'D:\\Roaming' }, `D:\\Roaming\\Claude\\${FILE}`],
    ['win32', 'C:\\Users\\ann', {}, `C:\\Users\\ann\\AppData\\Roaming\\Claude\\${FILE}`],
    ['linux', '/home/ann', {}, `/home/ann/.config/Claude/${FILE}`],
    ['linux', '/home/ann', { XDG_CONFIG_HOME: '/conf' }, `/conf/Claude/${FILE}`],
    ['darwin', '/Users/ann', { CLAUDE_CONFIG: '/tmp/other.json' }, '/tmp/other.json'],
  ] as const)('%s, home %s, %j', (platform, home, environment, path) => {
    expect(claudeConfigPath({ platform, home, environment })).toBe(path);
  });
});
