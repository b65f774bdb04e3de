import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FileAccess, readEnvironment, toGatewayConfig } from '#libs/config';
import { AccessFolder } from '../fixtures/access-files.js';

const ODOO = { ODOO_URL: 'http://x', ODOO_DATABASE: 'd', ODOO_USERNAME: 'u', ODOO_PASSWORD: 'p' };

const page = readFileSync('docs/operations/access-file.md', 'utf8');
const blocks = Array.from(page.matchAll(/```yaml\n(?<text>[\s\S]*?)```/g), ({ groups }) => String(groups?.['text']));
const whole = readFileSync('docs/operations/access.example.yaml', 'utf8');

/** Loads it as the gateway would, where all that it names is there. */
function load(text: string) {
  const folder = new AccessFolder(text);
  try {
    for (const [, name = ''] of text.matchAll(/file: ([\w./-]+)/g)) {
      mkdirSync(dirname(join(folder.folder, name)), { recursive: true });
      folder.put(name, 'x');
    }
    const variables = Object.fromEntries(Array.from(text.matchAll(/env: (\w+)/g), ([, name = '']) => [name, 'x']));
    const settings = { ACCESS_FILE: folder.path, ...(!text.includes('connections:') && ODOO) };
    const config = toGatewayConfig(readEnvironment(settings), '0', variables);
    if (!config.access.file) throw new Error('There is no access file.');
    const quiet = { warn: () => undefined, error: () => undefined };
    const access = new FileAccess(config.access.file, config, quiet);
    access.onApplicationShutdown();
    return access.current;
  } finally {
    folder.remove();
  }
}

describe('the examples of an access file', () => {
  it.each(blocks.map((text, at) => [at + 1, text] as const))('block %i of the page is right', (_at, text) => {
    const { keys, tokens } = load(text);
    expect(keys.length + tokens.length).toBeGreaterThan(0);
  });

  it('say everything once in the example file', () => {
    const { connections, identities, keys, tokens } = load(whole);
    expect([connections.size, identities.size, keys.length, tokens.length]).toEqual([2, 1, 2, 1]);
    const schema = JSON.parse(readFileSync('docs/operations/access-file.schema.json', 'utf8')) as {
      properties: { keys: { items: { properties: object } } };
    };
    const unsaid = Object.keys(schema.properties.keys.items.properties).filter((name) => !whole.includes(`${name}:`));
    expect(unsaid).toEqual([]);
  });
});
