import type { RunningGateway } from '../fixtures/gateway.js';
import { McpWire } from '../fixtures/mcp-wire.js';

export interface DoorAnswer {
  /** The error's code, or `ok`. */
  readonly outcome: string;
  /** Everything that came back, to look for what must not be there. */
  readonly text: string;
}

/** One way in. A door that is added to the gateway is added here, and every attack is tried on it. */
export interface Door {
  readonly name: string;
  open(gateway: RunningGateway): Promise<(tool: string, args: unknown) => Promise<DoorAnswer>>;
}

function restDoor(name: string, shape: (tool: string, args: unknown) => unknown): Door {
  return {
    name,
    open: async (gateway) => async (tool, args) => {
      const { body } = await gateway.post('/mcp/tools/call', shape(tool, args));
      const { error } = body as { error?: { data: { code: string } } };
      return { outcome: error?.data.code ?? 'ok', text: JSON.stringify(body) };
    },
  };
}

/** MCP answers refusals as results that say `isError`, and mistakes of the client as protocol errors. */
function mcpAnswer(body: unknown): DoorAnswer {
  const { result, error } = body as { result?: { isError?: boolean; content: [{ text: string }] }; error?: unknown };
  const text = JSON.stringify(body);
  if (error !== undefined) return { outcome: 'protocol_error', text };
  if (result?.isError !== true) return { outcome: 'ok', text };
  const refusal = JSON.parse(result.content[0].text) as { error: { code: string } };
  return { outcome: refusal.error.code, text };
}

export const doors: readonly Door[] = [
  restDoor("REST, the seed's shape", (method, params) => ({ method, params })),
  restDoor("REST, MCP's shape", (name, args) => ({ name, arguments: args })),
  restDoor('REST, a JSON-RPC envelope', (name, args) => ({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name, arguments: args },
  })),
  {
    name: 'MCP, modern era',
    open: async (gateway) => {
      const wire = new McpWire(gateway);
      return async (name, args) => mcpAnswer((await wire.modern('tools/call', { name, arguments: args })).body);
    },
  },
  {
    name: 'MCP, legacy era',
    open: async (gateway) => {
      const wire = new McpWire(gateway);
      const session = await wire.openSession();
      return async (name, args) =>
        mcpAnswer((await wire.legacy('tools/call', { name, arguments: args }, session)).body);
    },
  },
];
