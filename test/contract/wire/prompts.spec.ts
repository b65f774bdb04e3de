import { type Sandbox, startSandbox } from '../../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway } from '../../fixtures/gateway.js';
import { McpWire } from '../../fixtures/mcp-wire.js';

describe('the prompts as clients see them', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;

  beforeAll(async () => {
    sandbox = await startSandbox();
    gateway = await startGateway(sandboxSettings(sandbox));
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  it('over MCP', async () => {
    const { body } = await new McpWire(gateway).modern('prompts/list');
    expect((body as { result: { prompts: unknown } }).result.prompts).toMatchSnapshot();
  });
});
