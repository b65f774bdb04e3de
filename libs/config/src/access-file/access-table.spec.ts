import type { Principal } from '#libs/contracts';
import { hashOf } from '../../../../test/fixtures/access-files.js';
import { gatewayConfig } from '../../../../test/fixtures/gateway-config.js';
import type { AccessTable } from '../access-source.js';
import { readEnvironment } from '../read-environment.js';
import { toGatewayConfig } from '../gateway-config.js';
import { AccessDocument } from './access-document.js';
import { readAccess } from './access-table.js';

const CANARY = 'canary-9f2c';
const HASH = hashOf('one');

const files: Record<string, string> = { password: 'from-a-file', ca: 'PEM' };
const secrets = {
  variable: (name: string) => (name === 'PW' ? 'from-env' : undefined),
  file: (path: string) => files[path],
};

const MAIN = `
connections:
  main:
    { url: "https://erp.example.com", database: prod, username: gw, password: { file: password }, companies: [1, 2] }`;

const TWO = `${MAIN}
  other: { url: "https://two.example.com", database: two, username: gw, apiKey: { env: PW } }
identities:
  anna: { username: anna, password: { env: PW } }`;

const key = (members = '') => `
keys:
  - id: dashboards
    secrets: [{ hash: "${HASH}" }]
${members}`;

/** The environment names no Odoo, unless the test says so. */
function configOf(environment: Record<string, string> = {}) {
  return toGatewayConfig(readEnvironment({ ACCESS_FILE: __filename, ...environment }), '0');
}

function tableOf(text: string, config = configOf()): AccessTable {
  return readAccess(new AccessDocument('access.yaml', text), config, secrets).table;
}

function principalOf(members: string, config = configOf(), odoos = TWO): Principal | undefined {
  return tableOf(odoos + key(members), config).keys.at(-1)?.principal;
}

function problemsOf(text: string, config = configOf()): string {
  try {
    tableOf(text, config);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('The file is right.');
}

describe('the table of an access file', () => {
  it('has its connections, with the secrets from where they are, and how every Odoo is talked to', () => {
    const { connections, identities } = tableOf(TWO, configOf({ ODOO_TIMEOUT_MS: '1234' }));
    expect([...connections.keys()]).toEqual(['main', 'other']);
    expect(connections.get('main')).toMatchObject({ database: 'prod', password: 'from-a-file', timeoutMs: 1234 });
    expect(connections.get('other')).toMatchObject({ apiKey: 'from-env', password: undefined, transport: 'auto' });
    expect(identities.get('anna')).toEqual({ username: 'anna', password: 'from-env', apiKey: undefined });
  });

  it('has the Odoo of the environment as `default`', () => {
    const environment = gatewayConfig();
    expect([...tableOf('', environment).connections.keys()]).toEqual(['default']);
    expect(principalOf('', environment)?.odoo).toEqual({ connection: 'default', companies: [] });
  });

  it('has keys that may only read, unless both sides say otherwise', () => {
    const writing = configOf({ MCP_MODE: 'readwrite' });
    expect(principalOf('', writing, MAIN)).toMatchObject({ id: 'dashboards', mode: 'readonly' });
    expect(principalOf('    mode: readwrite', writing, MAIN)?.mode).toBe('readwrite');
    expect(principalOf('    mode: readwrite', configOf(), MAIN)?.mode).toBe('readonly');
  });

  it('only tightens what the gateway allows', () => {
    const config = configOf({ WRITE_MAX_RECORDS: '10', UNLINK_MAX_RECORDS: '5', CONFIRM: 'destructive' });
    const loose = principalOf('    caps: { rows: 9999, write: 99, unlink: 99 }\n    confirm: never', config, MAIN);
    expect(loose).toMatchObject({
      rules: { maxWriteRecords: 10, maxUnlinkRecords: 5 },
      confirm: 'destructive',
      maxRows: 1000,
    });
    const tight = principalOf('    caps: { rows: 7, write: 3, unlink: 0 }\n    confirm: always', config, MAIN);
    expect(tight).toMatchObject({ rules: { maxWriteRecords: 3, maxUnlinkRecords: 0 }, confirm: 'always', maxRows: 7 });
  });

  it('narrows a key by what its entry says', () => {
    const members =
      '    models: { allow: [res.partner] }\n    fields: { deny: [vat] }\n    rate: { requests: 6, window: 2 }';
    expect(principalOf(members, configOf(), MAIN)).toMatchObject({
      ownRules: {
        models: { allow: ['res.partner'], deny: [] },
        fields: { allow: [], deny: ['vat'] },
        methods: { allow: [], deny: [] },
      },
      rate: { requests: 6, windowMs: 2000 },
    });
  });

  it('says where calls go, as whom, and for which companies', () => {
    const members =
      '    connection: main\n    identity: anna\n    connections: [{ connection: other }]\n    companies: [2]';
    expect(principalOf(members)).toMatchObject({
      odoo: { connection: 'main', identity: 'anna', companies: [2] },
      otherOdoos: [{ connection: 'other', companies: [] }],
    });
    expect(principalOf('', configOf(), MAIN)?.odoo).toEqual({ connection: 'main', companies: [1, 2] });
  });

  it('keeps API_KEY beside its own keys, and serves nobody without one', () => {
    const { keys, local } = tableOf(MAIN + key(), configOf({ API_KEY: 'a-key-for-tests-only' }));
    expect(keys.map(({ principal }) => principal.id)).toEqual(['api-key', 'dashboards']);
    expect(local).toBeUndefined();
    expect(tableOf(MAIN)).toMatchObject({ keys: [], local: undefined });
  });

  it('has rules for the bearers of tokens', () => {
    const text = `${MAIN}\noauth:\n  - { claims: { groups: sales }, id: sales, ips: [10.0.0.0/8] }`;
    expect(tableOf(text).tokens).toMatchObject([
      { claims: { groups: 'sales' }, ips: ['10.0.0.0/8'], principal: { id: 'sales', mode: 'readonly' } },
    ]);
  });

  it('tells of secrets that stand in the file', () => {
    const text = `connections:\n  main: { url: "http://x", database: d, username: u, password: ${CANARY} }`;
    expect(readAccess(new AccessDocument('a', text), configOf(), secrets).inline).toEqual([
      'connections.main.password',
    ]);
  });
});

describe('an access file that is wrong', () => {
  it.each<[string, string, RegExp]>([
    ['text that is no YAML', `a: "${CANARY}`, /access\.yaml:1:\d+ +is not right in YAML \(MISSING_CHAR\)/],
    [
      'a name that stands twice',
      `keys: []\nkeys: [] # ${CANARY}`,
      /access\.yaml:2:1 +is not right in YAML \(DUPLICATE_KEY\)/,
    ],
    ['an unknown member', `${MAIN}\n${CANARY}: 1`, /access\.yaml:5:1 +has a member that is not known here/],
    [
      'a secret that slipped',
      `connections: { main: { password: { ${CANARY} } } }`,
      /1:24 connections\.main\.password +expected { env: NAME }/,
    ],
    [
      'a wrong mode',
      `${MAIN}${key('    mode: admin')}`,
      /access\.yaml:8:5 keys\[0\]\.mode +Invalid option: expected one of "readonly"/,
    ],
    [
      'no id',
      `keys:\n  - secrets: [{ hash: "${HASH}" }]`,
      /access\.yaml:2:5 keys\[0\]\.id +is missing: expected string/,
    ],
    [
      'a secret in place of its hash',
      `keys: [{ id: a, secrets: [{ hash: ${CANARY} }] }]`,
      /keys\[0\]\.secrets\[0\]\.hash +expected sha256:/,
    ],
    [
      'three secrets',
      `keys: [{ id: a, secrets: [{ hash: "${HASH}" }, { hash: "${HASH}" }, { hash: "${HASH}" }] }]`,
      /<=2 items/,
    ],
    ['no address', `${MAIN}${key('    ips: [10.0.0.0/64]')}`, /keys\[0\]\.ips\[0\] +expected an address or a range/],
    [
      'two keys of one name',
      `${MAIN}${key()}  - { id: dashboards, secrets: [{ hash: "${hashOf('two')}" }] }`,
      /keys\[1\]\.id +stands in the file twice/,
    ],
    [
      'two keys of one secret',
      `${MAIN}${key()}  - { id: other, secrets: [{ hash: "${HASH}" }] }`,
      /keys\[1\]\.secrets\[0\]\.hash +stands in the file twice/,
    ],
    [
      'a connection that is not there',
      `${MAIN}${key('    connection: test')}`,
      /keys\[0\]\.connection +names a connection that is not there/,
    ],
    ['no connection where there are several', `${TWO}${key()}`, /keys\[0\] +has no connection: expected one/],
    ['an identity that is not there', `${MAIN}${key('    identity: bob')}`, /keys\[0\]\.identity +names an identity/],
    [
      'an identity that its connection cannot log in with a password',
      `${TWO.replace('anna, password:', 'anna, apiKey:').replace('prod,', 'prod, transport: session,')}${key('    connection: main\n    identity: anna')}`,
      /keys\[0\]\.identity +has no password, which the transport session/,
    ],
    [
      'an identity that its connection cannot log in with an API key',
      `${TWO.replace('two,', 'two, transport: json2,')}${key('    connection: other\n    identity: anna')}`,
      /keys\[0\]\.identity +has no apiKey, which the transport json2/,
    ],
    [
      'an identity taken to another Odoo',
      `${TWO}${key('    connection: main\n    identity: anna\n    connections: [other]')}`,
      /does not say as whom/,
    ],
    [
      'a company beyond those of the connection',
      `${MAIN}${key('    companies: [1, 3]')}`,
      /keys\[0\]\.companies +names a company/,
    ],
    [
      'a variable that is not set',
      `connections: { m: { url: "http://x", database: d, username: u, password: { env: NONE } } }`,
      /connections\.m\.password +names a variable that is not set/,
    ],
    [
      'a file that is not there',
      `connections: { m: { url: "http://x", database: d, username: u, apiKey: { file: none } } }`,
      /connections\.m\.apiKey +names a file that cannot be read/,
    ],
    [
      'no credentials',
      `connections: { m: { url: "http://x", database: d, username: u } }`,
      /connections\.m +has no credentials/,
    ],
    [
      'the session without a password',
      `connections: { m: { url: "http://x", database: d, username: u, apiKey: k, transport: session } }`,
      /needs a password/,
    ],
    [
      'a user in a URL',
      `connections: { m: { url: "http://u:${CANARY}@x", database: d, username: u, apiKey: k } }`,
      /without a user in it/,
    ],
    ['no claims', `${MAIN}\noauth: [{ id: a, claims: {} }]`, /oauth\[0\]\.claims +expected a claim/],
    ['no Odoo', 'keys: []', /names no Odoo: expected connections, or ODOO_URL/],
    [
      'a bomb of aliases',
      `a: &a [${'1,'.repeat(9)}]\nb: &b [${'*a,'.repeat(99)}]\nc: [${'*b,'.repeat(99)}]`,
      /repeats itself too often/,
    ],
  ])('%s is named with its place, and no secret', (_what, text, problem) => {
    const problems = problemsOf(text);
    expect(problems).toMatch(problem);
    expect(problems).not.toContain(CANARY);
  });

  it('may not take the name that the environment uses', () => {
    expect(problemsOf(MAIN.replace('main:', 'default:'), gatewayConfig())).toMatch(/is what ODOO_URL is called/);
  });

  it('leaves it open where the caller of API_KEY goes', () => {
    expect(problemsOf(TWO, configOf({ API_KEY: 'a-key-for-tests-only' }))).toMatch(/API_KEY +has no connection/);
  });
});
