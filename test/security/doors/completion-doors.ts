import { McpWire } from '../../fixtures/mcp-wire.js';
import type { Completing, CompletionDoor, DoorAnswer } from './door.js';

function completionParams({ of, parameter, typed, others = {} }: Completing): Record<string, unknown> {
  const ref = 'prompt' in of ? { type: 'ref/prompt', name: of.prompt } : { type: 'ref/resource', uri: of.template };
  return { ref, argument: { name: parameter, value: typed }, context: { arguments: others } };
}

function completionAnswer(body: unknown, { sought }: Completing): DoorAnswer {
  const { result } = body as { result?: { completion: { values: readonly string[] } } };
  const text = JSON.stringify(body);
  if (!result) return { outcome: 'protocol_error', text };
  const { values } = result.completion;
  const offered = sought === undefined ? values.length > 0 : values.includes(sought);
  return { outcome: offered ? 'ok' : 'nothing_offered', text };
}

export const completionDoors: readonly CompletionDoor[] = [
  {
    name: 'MCP, modern era, a completion',
    kind: 'mcp',
    routes: ['POST /mcp'],
    open: async (gateway) => {
      const wire = new McpWire(gateway);
      return async (question) =>
        completionAnswer((await wire.modern('completion/complete', completionParams(question))).body, question);
    },
  },
  {
    name: 'MCP, legacy era, a completion',
    kind: 'mcp',
    routes: ['POST /mcp'],
    open: async (gateway) => {
      const wire = new McpWire(gateway);
      const session = await wire.openSession();
      return async (question) =>
        completionAnswer(
          (await wire.legacy('completion/complete', completionParams(question), session)).body,
          question,
        );
    },
  },
];
