import { type RunningGateway, startGateway } from '../fixtures/gateway.js';
import { realOdoo, realOdooSettings } from '../fixtures/real-odoo.js';
import { ANY_TARGETS } from './leak/attack.js';
import { Attacker } from './leak/attacker.js';
import { type Planted, plantCanaries } from './leak/canaries.js';
import { attacksFor } from './leak/catalog.js';

const PATIENCE_MS = 120_000;

describe('canaries in a real Odoo 19', () => {
  let planted: Planted;

  beforeAll(async () => {
    planted = await plantCanaries(realOdoo(19));
  }, PATIENCE_MS);

  afterAll(() => planted.remove(), PATIENCE_MS);

  describe.each(['readonly', 'readwrite'] as const)('against a %s key', (mode) => {
    let gateway: RunningGateway;
    let attacker: Attacker;

    beforeAll(async () => {
      const settings = realOdooSettings(realOdoo(19));
      gateway = await startGateway({ ...settings, MCP_MODE: mode, RATE_LIMIT_REQUESTS: '1000000' });
      attacker = await Attacker.on(gateway);
    });

    afterAll(() => gateway.close());

    it.each([...attacksFor(mode, ANY_TARGETS).keys()])(
      'are in no answer: %s',
      async (path) => {
        const failures: string[] = [];
        for (const attack of attacksFor(mode, planted.targets).get(path) ?? []) {
          const failure = await attacker.attack(attack, ({ text }) =>
            planted.traces.test(text) ? `a canary: ${text}` : undefined,
          );
          if (failure !== undefined) failures.push(failure);
        }
        expect(failures).toEqual([]);
      },
      PATIENCE_MS,
    );
  });
});
