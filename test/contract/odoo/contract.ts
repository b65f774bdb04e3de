import { businessContract } from './business.contract.js';
import { choiceContract } from './choice.contract.js';
import { domainContract } from './domain.contract.js';
import { groupingContract } from './grouping.contract.js';
import { loginContract } from './login.contract.js';
import { readingContract } from './reading.contract.js';
import { refusalContract } from './refusal.contract.js';
import { Stage } from './stage.js';
import type { OdooServer, Target } from './targets.js';
import { trafficContract } from './traffic.contract.js';
import { writingContract } from './writing.contract.js';

const SLOWEST_MS = 60_000;

/** What the gateway relies on, said once and held against every Odoo by every way in. */
export function odooContract(target: Target): void {
  jest.setTimeout(SLOWEST_MS);

  describe(target.name, () => {
    let server: OdooServer | undefined;
    const running = (): OdooServer => {
      if (!server) throw new Error(`${target.name} was not started`);
      return server;
    };

    beforeAll(async () => {
      server = await target.start();
    });
    afterAll(() => server?.stop());

    describe.each(target.transports)('over %s', (transport) => {
      const stage = new Stage(target, running, transport);
      beforeAll(() => stage.build());
      afterAll(() => stage.strike());

      readingContract(stage);
      groupingContract(stage);
      domainContract(stage);
      writingContract(stage);
      businessContract(stage);
      refusalContract(stage);
      trafficContract(stage);
    });

    choiceContract(target, running);
    // Last, and one refused login a transport: after five within a minute Odoo refuses everybody at this address.
    loginContract(target, running);
  });
}
