// Who may import whom (docs/architecture.md has the same table for readers).
const lib = (name) => `^libs/${name}/`;
const packages = (...names) => `^node_modules/(${names.join('|')})/`;

/** What specs beside the code may borrow from the tests. */
const FIXTURES = '^test/fixtures/';

/** What every lib but contracts may use besides the rooms it is allowed: Nest, RxJS and Node itself. */
const NEST = packages('@nestjs', 'rxjs', 'reflect-metadata');

const rooms = {
  contracts: { libs: [], packages: ['zod'] },
  config: { libs: ['contracts'], packages: ['class-validator', 'class-transformer', 'yaml', 'zod'] },
  observability: { libs: ['contracts', 'config'], packages: ['pino', 'pino-pretty', 'prom-client'] },
  state: { libs: ['contracts', 'config'], packages: ['@redis'] },
  odoo: { libs: ['contracts', 'config', 'observability'], packages: ['undici', 'lru-cache'] },
  permissions: { libs: ['contracts', 'config', 'observability'], packages: ['jose'] },
  tools: { libs: ['contracts', 'observability'], packages: ['zod'] },
  streaming: { libs: ['contracts', 'observability'], packages: [] },
  mcp: { libs: ['contracts', 'observability'], packages: ['zod', '@modelcontextprotocol'] },
};

const roomRules = Object.entries(rooms).flatMap(([name, room]) => {
  const neighbours = [name, ...room.libs].map((other) => lib(other));
  const allowed = room.packages.length ? [packages(...room.packages)] : [];
  return [
    {
      name: `${name}-imports-libs`,
      comment: `libs/${name} may import: ${room.libs.join(', ') || 'no other lib'}`,
      severity: 'error',
      from: { path: lib(name) },
      to: { path: '^(libs|apps|test)/', pathNot: [...neighbours, FIXTURES] },
    },
    {
      name: `${name}-imports-packages`,
      comment: `libs/${name} may use the packages: ${room.packages.join(', ') || 'none'}`,
      severity: 'error',
      from: { path: lib(name), pathNot: '\\.spec\\.ts$' },
      to: { path: '^node_modules/', pathNot: name === 'contracts' ? allowed : [NEST, ...allowed] },
    },
  ];
});

/** Not needed by every gateway, and dear to load. */
const LOADED_LATE = [
  packages('@nestjs/swagger', '@redis', 'jose', 'prom-client'),
  '^node_modules/class-validator/(cjs|types)/index\\.',
  '^libs/state/src/redis-client\\.ts$',
  '^libs/permissions/src/(issuer-keys|token-verifier)\\.ts$',
];

/** What only such modules import may import it as usual. */
const LATE_MODULES =
  '^libs/(state/src/(redis-client|[a-z]+-scripts?)|permissions/src/(issuer-keys|token-verifier))\\.ts$';

export default {
  forbidden: [
    ...roomRules,
    {
      name: 'fixtures-are-for-specs',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^test/' },
    },
    {
      name: 'contracts-do-no-io',
      severity: 'error',
      from: { path: lib('contracts'), pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-cycles',
      comment: 'Types may name one another; code may not.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-deep-imports',
      comment: 'Another room is entered by its index only.',
      severity: 'error',
      from: { path: '^(libs|apps)/([^/]+)/' },
      to: { path: '^libs/', pathNot: ['^libs/$2/', '^libs/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'loaded-late',
      comment: 'By those who need it, with import() (docs/adr/0032-a-start-loads-what-it-needs.md).',
      severity: 'error',
      from: { path: '^(libs|apps/gateway)/', pathNot: ['\\.(spec|d)\\.ts$', LATE_MODULES] },
      to: { path: LOADED_LATE, dynamic: false, dependencyTypesNot: ['type-only', 'type-import'] },
    },
    { name: 'nobody-imports-apps', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
    {
      name: 'apps-are-apart',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'known-rooms-only',
      severity: 'error',
      from: { path: '^libs/', pathNot: Object.keys(rooms).map(lib) },
      to: {},
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^libs/', pathNot: '\\.(spec|d)\\.ts$' },
      to: {},
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-packages-in-the-service',
      severity: 'error',
      from: { path: '^(libs|apps/(gateway|keys))/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'test/architecture/tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
