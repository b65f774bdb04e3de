import { transformIgnorePatterns } from './test/tooling/esm-packages.mjs';

const typescript = [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: true,
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true, dynamicImport: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      keepClassNames: true,
    },
    module: { type: 'commonjs' },
  },
];
const javascript = [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: false,
    // Scenarios of `make soak` close what they open by `using`.
    jsc: { target: 'es2022', parser: { syntax: 'ecmascript', explicitResourceManagement: true } },
    module: { type: 'commonjs' },
  },
];

const common = {
  rootDir: '.',
  testEnvironment: 'node',
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json'],
  moduleNameMapper: { '^#libs/([^/]+)$': '<rootDir>/libs/$1/src/index.ts', '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': typescript, '^.+\\.m?js$': javascript },
  transformIgnorePatterns,
};

/** One Jest project a kind of test: its name is the kind, its folder says what it needs. */
const kind = (displayName, pattern, ...without) => ({
  ...common,
  displayName,
  testMatch: [`<rootDir>/${pattern}`],
  testPathIgnorePatterns: ['/node_modules/', ...without],
});

/** Compares whole databases, so it has to have them for itself. */
const ALONE = 'test/security/readonly-real.spec.ts';

export default {
  collectCoverageFrom: ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts', '!**/*.spec.ts', '!**/main.ts'],
  coverageProvider: 'v8',
  // No time is asserted anywhere: this only ends what would never end, on a machine that others keep busy too.
  testTimeout: 90_000,
  // Each file loads the framework anew, and Node never lets go of all of it: a worker that has grown is replaced.
  workerIdleMemoryLimit: '1GB',
  projects: [
    kind('unit', '{apps,libs}/**/*.spec.ts'),
    kind('architecture', 'test/architecture/**/*.spec.ts'),
    kind('snapshots', 'test/contract/wire/**/*.spec.ts'),
    kind('integration', 'test/integration/**/*.spec.ts'),
    kind('conformance', 'test/conformance/**/*.spec.ts'),
    kind('security', 'test/security/**/*.spec.ts', ALONE),
    kind('readonly-attack', ALONE),
    kind('odoo-contract', 'test/contract/odoo/**/*.spec.ts'),
    kind('e2e', 'test/e2e/**/*.spec.ts'),
    kind('deploy', 'test/deploy/**/*.spec.ts'),
  ],
};
