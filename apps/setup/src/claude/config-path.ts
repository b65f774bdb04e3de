import { posix, win32 } from 'node:path';
import type { Surroundings } from '../surroundings.js';

const FILE = 'claude_desktop_config.json';

/** Where Claude Desktop looks for its configuration; CLAUDE_CONFIG where that is set. */
export function claudeConfigPath({
  environment,
  platform,
  home,
}: Pick<Surroundings, 'environment' | 'platform' | 'home'>): string {
  const { CLAUDE_CONFIG, APPDATA, XDG_CONFIG_HOME } = environment;
  if (CLAUDE_CONFIG) return CLAUDE_CONFIG;
  if (platform === 'darwin') return posix.join(home, 'Library/Application Support/Claude', FILE);
  if (platform === 'win32') return win32.join(APPDATA ?? win32.join(home, 'AppData\\Roaming'), 'Claude', FILE);
  return posix.join(XDG_CONFIG_HOME ?? posix.join(home, '.config'), 'Claude', FILE);
}
