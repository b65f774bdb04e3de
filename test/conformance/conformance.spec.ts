import { McpServerFactory } from '../../libs/mcp/src/mcp-server.factory.js';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';
import { type ConformanceRun, requiredScenarios, RUN_TIMEOUT_MS, runConformance } from './conformance-program.js';
import { mountFixtures } from './fixture-pack/fixture-pack.js';

/** What each revision requires, and what the program runs besides and the product passes all the same. */
const REVISIONS = [
  { revision: '2026-07-28', required: 37, besides: ['json-schema-2020-12', 'http-header-validation'] },
  { revision: '2025-11-25', required: 30, besides: ['json-schema-2020-12', 'server-session-lifecycle'] },
];

describe('the official conformance program against /mcp', () => {
  const runs = new Map<string, ConformanceRun>();
  let sandbox: Sandbox;
  let gateway: RunningGateway;

  beforeAll(async () => {
    sandbox = await startSandbox();
    // The program sends no key; without one the gateway serves this machine alone, by all the other guards.
    gateway = await startGateway({ ...sandboxSettings(sandbox), API_KEY: '', RATE_LIMIT_REQUESTS: '10000' });
    mountFixtures(gateway.app.get(McpServerFactory, { strict: false }));
    const all = REVISIONS.map(async ({ revision }) => {
      runs.set(revision, await runConformance(`${gateway.url}/mcp`, revision));
    });
    await Promise.all(all);
  }, RUN_TIMEOUT_MS);

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  describe.each(REVISIONS)('$revision', ({ revision, required, besides }) => {
    const scenarios = requiredScenarios(revision);

    it.each([...scenarios, ...besides])('%s', (scenario) => {
      const checks = runs.get(revision)?.checks.get(scenario) ?? [];
      expect(checks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING')).toEqual([]);
      expect(checks.map(({ status }) => status)).toContain('SUCCESS');
    });

    it(`requires ${required} scenarios, and the program is content`, () => {
      expect(scenarios).toHaveLength(required);
      const { exitCode, output = 'It did not run.' } = runs.get(revision) ?? {};
      expect(exitCode === 0 ? 'content' : output).toBe('content');
    });
  });
});
