import { type Sandbox, startSandbox } from '../../../apps/sandbox/src/sandbox.js';
import { sandboxSettings, startGateway } from '../../fixtures/gateway.js';
import { McpWire } from '../../fixtures/mcp-wire.js';

describe('the tools as clients see them', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox();
  });

  afterAll(() => sandbox.close());

  it.each(['readonly', 'readwrite'])('over MCP, %s', async (mode) => {
    const gateway = await startGateway({ ...sandboxSettings(sandbox), MCP_MODE: mode });
    const { body } = await new McpWire(gateway).modern('tools/list');
    await gateway.close();
    expect((body as { result: { tools: unknown } }).result.tools).toMatchSnapshot();
  });
});
