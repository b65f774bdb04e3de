import { configurationPage, environmentExample } from './documentation.js';
import { readEnvironment } from './read-environment.js';
import { settings } from './setting.decorator.js';

const example = environmentExample();
const page = configurationPage();

/** The example's lines as a shell would see them, those that are commented out included. */
function assignments(): Map<string, { value: string; active: boolean }> {
  const found = [...example.matchAll(/^(#?)([A-Z0-9_]+)=(.*)$/gm)];
  return new Map(found.map(([, mark, name = '', value = '']) => [name, { value, active: mark === '' }]));
}

describe('the settings', () => {
  it('are declared once each', () => {
    const names = settings().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('say what they are in a sentence, and their defaults are right themselves', () => {
    const unfit = settings().filter(({ about, expects }) => !about.endsWith('.') || expects === '');
    expect(unfit).toEqual([]);
    const defaults = Object.fromEntries(settings().map((setting) => [setting.name, setting.default ?? '']));
    const required = { ODOO_URL: 'http://x', ODOO_DATABASE: 'x', ODOO_USERNAME: 'x', ODOO_PASSWORD: 'x' };
    expect(readEnvironment({ ...defaults, ...required })).toEqual(readEnvironment(required));
  });

  it('are secret where they hold a password, a key or a secret', () => {
    const secret = settings().filter((setting) => setting.secret);
    expect(secret.map(({ name }) => name)).toEqual([
      'ODOO_PASSWORD',
      'ODOO_API_KEY',
      'API_KEY',
      'STATE_SECRET',
      'REDIS_URL',
      'AUDIT_SECRET',
      'OTEL_EXPORTER_OTLP_HEADERS',
    ]);
  });
});

describe('.env.example', () => {
  it('has every setting, and only required ones active', () => {
    const lines = assignments();
    expect([...lines.keys()]).toEqual(settings().map(({ name }) => name));
    const active = [...lines].filter(([, line]) => line.active).map(([name]) => name);
    expect(active).toEqual(
      settings()
        .filter(({ required }) => required)
        .map(({ name }) => name),
    );
  });

  it('has no value for a secret', () => {
    const lines = assignments();
    const secrets = settings().filter(({ secret }) => secret);
    expect(secrets.map(({ name }) => lines.get(name)?.value)).toEqual(secrets.map(() => ''));
  });

  it('is right as it stands, once a password is filled in', () => {
    const lines = [...assignments()].map(([name, { value }]): [string, string] => [name, value]);
    // Their paths are examples: there are no such files here.
    const variables = { ...Object.fromEntries(lines), ODOO_PASSWORD: 'x', ODOO_CA_FILE: '', ACCESS_FILE: '' };
    expect(readEnvironment(variables)).toMatchObject({ ODOO_URL: 'https://erp.example.com' });
  });
});

describe('the configuration page', () => {
  it('has one whole row for every setting', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows.map((row) => /^\| `([A-Z0-9_]+)` \|/.exec(row)?.[1])).toEqual(settings().map(({ name }) => name));
    expect(rows.filter((row) => row.split('|').length !== 6)).toEqual([]);
  });

  it('marks what is required and shows what holds otherwise', () => {
    expect(page).toMatch(/^\| `ODOO_URL` \| \*\*required\*\* \|/m);
    expect(page).toMatch(/^\| `MCP_MODE` \| `readonly` \|/m);
    expect(page).toMatch(/^\| `API_KEY` \| – \|/m);
  });
});
