import { ConfigurationError, readEnvironment } from './read-environment.js';
import { settings } from './setting.decorator.js';

const CANARY = 'canary-9f2c';

const minimal = {
  ODOO_URL: 'http://odoo.internal:8069',
  ODOO_DATABASE: 'production',
  ODOO_USERNAME: 'gateway',
  ODOO_PASSWORD: 'secret',
};

function problemsOf(variables: Record<string, unknown>): ConfigurationError {
  try {
    readEnvironment(variables);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('These settings stop nothing.');
}

const namesOf = (variables: Record<string, unknown>) => problemsOf(variables).problems.map(({ name }) => name);

describe('readEnvironment', () => {
  describe('with an access file', () => {
    const file = { ACCESS_FILE: __filename };

    it('needs no Odoo, for the file may name them', () => {
      expect(readEnvironment(file)).toMatchObject({ ACCESS_FILE: __filename, ACCESS_RELOAD_SECONDS: 1 });
    });

    it('needs all of the Odoo that it names itself', () => {
      const names = ['ODOO_DATABASE', 'ODOO_USERNAME', 'ODOO_PASSWORD'];
      expect(namesOf({ ...file, ODOO_URL: minimal.ODOO_URL })).toEqual(names);
    });

    it('needs one that is there', () => {
      expect(namesOf({ ACCESS_FILE: '/nowhere/access.yaml' })).toEqual(['ACCESS_FILE']);
    });
  });

  it("reads every name that the seed's users have in their .env", () => {
    const seed = {
      ODOO_URL: 'http://localhost:8069',
      ODOO_DATABASE: 'odoo',
      ODOO_USERNAME: 'admin',
      ODOO_PASSWORD: 'admin',
      SERVER_HOST: '127.0.0.1',
      SERVER_PORT: '8001',
      DEBUG: 'true',
      MCP_MODE: 'readwrite',
      MCP_SERVER_NAME: 'ours',
      MCP_SERVER_VERSION: '2.0.0',
      LOG_LEVEL: 'DEBUG',
      CORS_ORIGINS: 'http://localhost:3000,https://dashboard.example.com',
      RATE_LIMIT_REQUESTS: '100',
      RATE_LIMIT_WINDOW: '30',
      STREAM_CHUNK_SIZE: '10',
      API_KEY: 'a-key-of-16-characters',
      ALLOWED_IPS: '127.0.0.1,10.0.0.0/8',
    };
    expect(readEnvironment(seed)).toMatchObject({
      ...seed,
      SERVER_PORT: 8001,
      DEBUG: true,
      CORS_ORIGINS: ['http://localhost:3000', 'https://dashboard.example.com'],
      RATE_LIMIT_REQUESTS: 100,
      RATE_LIMIT_WINDOW: 30,
      STREAM_CHUNK_SIZE: 10,
      ALLOWED_IPS: ['127.0.0.1', '10.0.0.0/8'],
    });
  });

  it('needs no more than where Odoo is and who to be, and is readonly then', () => {
    const environment = readEnvironment(minimal);
    expect(environment).toMatchObject({ MCP_MODE: 'readonly', SERVER_PORT: 8000, DEBUG: false, ALLOWED_IPS: [] });
    expect(environment.API_KEY).toBeUndefined();
  });

  it('ignores variables that are not its own', () => {
    expect(readEnvironment({ ...minimal, PATH: '/usr/bin', odoo_url: 'x' })).not.toHaveProperty('PATH');
  });

  it.each(['', '   ', '\t'])('takes an empty value (%j) for one that is not set', (empty) => {
    const names = settings().filter(({ required }) => !required);
    const blank = Object.fromEntries(names.map(({ name }) => [name, empty]));
    expect(readEnvironment({ ...blank, ...minimal })).toEqual(readEnvironment(minimal));
  });

  it('cuts blanks off around a value', () => {
    expect(readEnvironment({ ...minimal, MCP_MODE: ' readwrite ', SERVER_PORT: ' 9000 ' })).toMatchObject({
      MCP_MODE: 'readwrite',
      SERVER_PORT: 9000,
    });
  });

  it.each([
    ['true', true],
    ['TRUE', true],
    ['1', true],
    ['yes', true],
    ['on', true],
    ['false', false],
    ['False', false],
    ['0', false],
    ['no', false],
    ['off', false],
  ])('reads %s as %p', (text, value) => {
    expect(readEnvironment({ ...minimal, DEBUG: text }).DEBUG).toBe(value);
  });

  it('reads lists with blanks and empty places in them', () => {
    const { ALLOWED_IPS } = readEnvironment({ ...minimal, ALLOWED_IPS: ' 10.0.0.1, ,2001:db8::/32,' });
    expect(ALLOWED_IPS).toEqual(['10.0.0.1', '2001:db8::/32']);
  });

  it.each([
    'http://odoo:8069',
    'https://erp.example.com',
    'http://localhost',
    'http://10.0.0.5:8069/odoo',
    'http://my_odoo:8069',
  ])('takes the address %s', (url) => {
    expect(readEnvironment({ ...minimal, ODOO_URL: url }).ODOO_URL).toBe(url);
  });
});

describe('what stops the start', () => {
  it('names every setting that is missing, at once', () => {
    expect(namesOf({})).toEqual(['ODOO_URL', 'ODOO_DATABASE', 'ODOO_USERNAME', 'ODOO_PASSWORD']);
  });

  it.each([
    ['ODOO_URL', 'odoo.example.com'],
    ['ODOO_URL', 'ftp://odoo.example.com'],
    ['ODOO_URL', 'http://'],
    ['SERVER_PORT', '80a'],
    ['SERVER_PORT', '65536'],
    ['SERVER_PORT', '-1'],
    ['SERVER_PORT', '8e3'],
    ['SERVER_PORT', '8000.5'],
    ['DEBUG', 'maybe'],
    ['LOG_LEVEL', 'loud'],
    ['MCP_MODE', 'READWRITE!'],
    ['MCP_MODE', 'write'],
    ['CORS_ORIGINS', 'dashboard.example.com'],
    ['CORS_ORIGINS', 'https://dashboard.example.com/path'],
    ['ALLOWED_HOSTS', 'http://x'],
    ['ALLOWED_IPS', '10.0.0.0/33'],
    ['ALLOWED_IPS', '10.0.0.1,everyone'],
    ['ALLOWED_IPS', '2001:db8::/129'],
    ['ALLOWED_IPS', '10.0.0.0/8/8'],
    ['TRUSTED_PROXIES', '10.0.0'],
    ['API_KEY', 'short'],
    ['STATE_SECRET', 'not-32-characters-long'],
    ['ODOO_TRANSPORT', 'xmlrpc'],
    ['ODOO_CA_FILE', '/does/not/exist.pem'],
    ['RATE_LIMIT_REQUESTS', '0'],
    ['REDIS_URL', 'localhost:6379'],
    ['REDIS_URL', 'http://localhost:6379'],
    ['REDIS_URL', 'redis://'],
    ['DOMAIN_MAX_DEPTH', '21'],
  ])('%s=%s', (name, value) => {
    const error = problemsOf({ ...minimal, [name]: value });
    expect(error.problems).toEqual([{ name, problem: expect.stringContaining('is not valid: expected ') as string }]);
  });

  it.each<[string, Record<string, string>, string, RegExp]>([
    ['no way to log in', { ODOO_PASSWORD: '' }, 'ODOO_PASSWORD', /ODOO_API_KEY/],
    [
      'a session with a key alone',
      { ODOO_PASSWORD: '', ODOO_API_KEY: 'k', ODOO_TRANSPORT: 'session' },
      'ODOO_TRANSPORT',
      /needs ODOO_PASSWORD/,
    ],
    ['a Redis for replicas that do not share a secret', { REDIS_URL: 'redis://redis' }, 'STATE_SECRET', /REDIS_URL/],
    ['JSON-2 with a password alone', { ODOO_TRANSPORT: 'json2' }, 'ODOO_TRANSPORT', /needs ODOO_API_KEY/],
    [
      'more rows by default than at most',
      { SEARCH_DEFAULT_ROWS: '200', SEARCH_MAX_ROWS: '100' },
      'SEARCH_DEFAULT_ROWS',
      /SEARCH_MAX_ROWS/,
    ],
  ])('%s, which contradicts itself', (_what, variables, name, problem) => {
    const [only, ...others] = problemsOf({ ...minimal, ...variables }).problems;
    expect(others).toEqual([]);
    expect(only).toMatchObject({ name, problem: expect.stringMatching(problem) as string });
  });

  it('lists all problems in one message, each under its name', () => {
    const { message } = problemsOf({ ODOO_URL: 'x', SERVER_PORT: 'x', MCP_MODE: 'x', ODOO_PASSWORD: 'x' });
    const found = [...message.matchAll(/^ {2}([A-Z_]+) +is /gm)].map(([, name]) => name);
    expect(found).toEqual(['ODOO_URL', 'ODOO_DATABASE', 'ODOO_USERNAME', 'SERVER_PORT', 'MCP_MODE']);
    expect(message).toMatch(/^5 settings need attention/);
  });

  it('never repeats a value, whatever setting it stands in', () => {
    const everywhere = Object.fromEntries(settings().map(({ name }) => [name, CANARY]));
    const { message, problems } = problemsOf(everywhere);
    expect(problems.length).toBeGreaterThan(15);
    expect(message).not.toContain(CANARY);
    expect(JSON.stringify(problems)).not.toContain(CANARY);
  });
});
