import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { sandboxSettings, TEST_KEY } from '../fixtures/gateway.js';
import { type GatewayProcess, startGatewayProcess } from '../fixtures/gateway-process.js';
import { SocketClient } from '../fixtures/socket-client.js';

const CALLS = 1500;
const AT_ONCE = 4;
/** Of the 6 MB or so that are made between two collections of young garbage. Where all of a call is kept it is 500,000. */
const KEPT_BYTES = 60_000;

describe('the garbage of a call', () => {
  let sandbox: Sandbox;
  let gateway: GatewayProcess;

  beforeAll(async () => {
    sandbox = await startSandbox({ partners: 20 });
    const settings = { ...sandboxSettings(sandbox), RATE_LIMIT_REQUESTS: '1000000', WS_MAX_CALLS: '1000' };
    gateway = await startGatewayProcess(settings, ['--max-semi-space-size=8', '--trace-gc-nvp']);
  });

  afterAll(async () => {
    await gateway.stop();
    await sandbox.close();
  });

  /** @returns how many bytes each collection of young garbage has moved to the old since `from` characters of output. */
  function promotedSince(from: number): number[] {
    const lines = gateway.output().slice(from).split('\n');
    return lines.flatMap((line) => {
      const promoted = / gc=s .* promoted=(?<bytes>\d+) /.exec(line)?.groups?.['bytes'];
      return promoted === undefined ? [] : [Number(promoted)];
    });
  }

  async function repeat(call: (number: number) => Promise<unknown>, calls: number): Promise<void> {
    let number = 0;
    const worker = async () => {
      while (number < calls) await call(number++);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  async function expectNothingKept(call: (number: number) => Promise<unknown>): Promise<void> {
    // What lives for long is made by the first ones.
    await repeat(call, CALLS);
    const from = gateway.output().length;
    await repeat(call, CALLS);
    const promoted = promotedSince(from).toSorted((a, b) => a - b);
    expect(promoted.length).toBeGreaterThan(5);
    expect(promoted[Math.floor(promoted.length / 2)]).toBeLessThan(KEPT_BYTES);
  }

  const search = (number: number) => ({
    model: 'res.partner',
    domain: [['id', '!=', -number]],
    fields: ['name'],
    limit: 10,
  });

  it('goes with the next collection of what is young: REST', async () => {
    await expectNothingKept(async (id) => {
      const answer = await fetch(`${gateway.url}/mcp/tools/call`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify({ method: 'odoo_search', params: search(id), id }),
      });
      expect(answer.status).toBe(200);
      await answer.text();
    });
  });

  it('goes with the next collection of what is young: WebSocket', async () => {
    const client = await SocketClient.connect(gateway.url);
    await expectNothingKept(async (id) => {
      const answer = await client.ask({
        method: 'tools/call',
        params: { name: 'odoo_search', arguments: search(id) },
        id,
      });
      expect(answer).toHaveProperty('result');
    });
    await client.close();
  });
});
