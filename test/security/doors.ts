import { type RunningGateway, TEST_KEY } from '../fixtures/gateway.js';
import { legacy, type Message, modern } from '../fixtures/mcp-messages.js';
import { McpWire } from '../fixtures/mcp-wire.js';
import { beginLegacy, SocketClient } from '../fixtures/socket-client.js';
import { framesIn } from '../fixtures/stream-frames.js';

export interface DoorAnswer {
  /** The error's code, or `ok`. */
  readonly outcome: string;
  /** Everything that came back, to look for what must not be there. */
  readonly text: string;
}

export type ToolCaller = (tool: string, args: unknown) => Promise<DoorAnswer>;
export type ResourceReader = (uri: string) => Promise<DoorAnswer>;

/** A call of a method of Odoo's, past the tools that have names for it. */
export interface MethodCall {
  readonly model: string;
  readonly method: string;
  readonly args?: readonly unknown[];
  readonly kwargs?: Readonly<Record<string, unknown>>;
}

/** What a client asks to have completed: a parameter of a resource template or an argument of a prompt. */
export interface Completing {
  readonly of: { readonly template: string } | { readonly prompt: string };
  readonly parameter: string;
  readonly typed: string;
  readonly others?: Readonly<Record<string, string>>;
  /** What must not be offered; where this is left out, nothing may be. */
  readonly sought?: string;
}

interface Way {
  readonly name: string;
  readonly kind: 'rest' | 'mcp' | 'ws';
  /** What a request by this door is sent to; compared with the routes that the gateway has. */
  readonly routes: readonly string[];
}

/** One way in. A door that is added to the gateway is added here, and every attack is tried on it. */
export interface Door extends Way {
  open(gateway: RunningGateway): Promise<ToolCaller>;
}

export interface MethodDoor extends Way {
  open(gateway: RunningGateway): Promise<(call: MethodCall) => Promise<DoorAnswer>>;
}

export interface ResourceDoor extends Way {
  open(gateway: RunningGateway): Promise<ResourceReader>;
}

export interface CompletionDoor extends Way {
  open(gateway: RunningGateway): Promise<(question: Completing) => Promise<DoorAnswer>>;
}

/** REST answers errors by `error`, in JSON-RPC's shape with the typed one in its data, or the typed one itself. */
export function restAnswer(body: unknown): DoorAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const { error } = (body ?? {}) as { error?: { code?: string | number; data?: { code: string } } };
  return { outcome: String(error?.data?.code ?? error?.code ?? 'ok'), text };
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

/** A stream answers as REST does until it has begun, and then by its last frame. */
function streamAnswer(body: unknown): DoorAnswer {
  if (typeof body !== 'string') return restAnswer(body);
  return { outcome: restAnswer(framesIn(body).at(-1)?.data).outcome, text: body };
}

/** The bodies in which a call may come over REST. */
const SHAPES: ReadonlyArray<readonly [name: string, shape: (tool: string, args: unknown) => unknown]> = [
  ["the seed's shape", (method, params) => ({ method, params })],
  ["MCP's shape", (name, args) => ({ name, arguments: args })],
  [
    'a JSON-RPC envelope',
    (name, args) => ({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
  ],
];

function postDoors(door: string, path: string, read: (body: unknown) => DoorAnswer): readonly Door[] {
  return SHAPES.map(([name, shape]) => ({
    name: `${door}, ${name}`,
    kind: 'rest',
    routes: [`POST ${path}`],
    open: async (gateway) => async (tool, args) => read((await gateway.post(path, shape(tool, args))).body),
  }));
}

/** What every message over a WebSocket goes through: the handshake, and the gateway behind it. */
const socketWay = { kind: 'ws', routes: ['GET /mcp/ws', 'WS /mcp/ws'] } as const;

/** Sends all that is tried over one socket. */
async function overSocket(
  gateway: RunningGateway,
  read: (answer: Message) => DoorAnswer,
  begin?: (client: SocketClient) => Promise<unknown>,
): Promise<(message: Message) => Promise<DoorAnswer>> {
  const client = await SocketClient.connect(gateway.url);
  await begin?.(client);
  return async (message) => read(await client.ask(message));
}

/** Doors that take any tool with any arguments. */
export const doors: readonly Door[] = [
  ...postDoors('REST', '/mcp/tools/call', restAnswer),
  ...postDoors('A stream', '/mcp/stream/tools/call', streamAnswer),
  {
    name: 'MCP, modern era',
    kind: 'mcp',
    routes: ['POST /mcp'],
    open: async (gateway) => {
      const wire = new McpWire(gateway);
      return async (name, args) => mcpAnswer((await wire.modern('tools/call', { name, arguments: args })).body);
    },
  },
  {
    name: 'MCP, legacy era',
    kind: 'mcp',
    routes: ['POST /mcp'],
    open: async (gateway) => {
      const wire = new McpWire(gateway);
      const session = await wire.openSession();
      return async (name, args) =>
        mcpAnswer((await wire.legacy('tools/call', { name, arguments: args }, session)).body);
    },
  },
  {
    ...socketWay,
    name: 'WebSocket, modern era',
    open: async (gateway) => {
      const send = await overSocket(gateway, mcpAnswer);
      return async (name, args) => send(modern('tools/call', { name, arguments: args }));
    },
  },
  {
    ...socketWay,
    name: 'WebSocket, legacy era',
    open: async (gateway) => {
      const send = await overSocket(gateway, mcpAnswer, beginLegacy);
      return async (name, args) => send(legacy('tools/call', { name, arguments: args }));
    },
  },
  {
    ...socketWay,
    name: "WebSocket, the seed's call",
    open: async (gateway) => {
      const send = await overSocket(gateway, restAnswer);
      return async (name, args) => send({ method: 'tools/call', params: { name, arguments: args } });
    },
  },
  {
    ...socketWay,
    name: "WebSocket, the seed's shape",
    open: async (gateway) => {
      const send = await overSocket(gateway, restAnswer);
      return async (method, params) => send({ method, params });
    },
  },
  {
    ...socketWay,
    name: 'WebSocket, a stream',
    open: async (gateway) => {
      const client = await SocketClient.connect(gateway.url);
      return async (name, args) => socketStreamAnswer(client, { name, arguments: args, credit: 1000 });
    },
  },
];

/** What came before the answer counts as well. */
async function socketStreamAnswer(client: SocketClient, params: Message): Promise<DoorAnswer> {
  const answer = await client.ask({ method: 'tools/stream', params });
  const told = (client.received as Message[]).filter(({ params }) => (params as Message)['id'] === answer['id']);
  return { ...restAnswer(answer), text: JSON.stringify([...told, answer]) };
}

/** `POST /odoo/query`, and `odoo_call` by every door for tools. */
export const methodDoors: readonly MethodDoor[] = [
  {
    name: 'REST, a query',
    kind: 'rest',
    routes: ['POST /odoo/query'],
    open: async (gateway) => async (call) => restAnswer((await gateway.post('/odoo/query', call)).body),
  },
  ...doors.map(
    (door): MethodDoor => ({
      name: door.name,
      kind: door.kind,
      routes: door.routes,
      open: async (gateway) => {
        const call = await door.open(gateway);
        return (operation) => call('odoo_call', operation);
      },
    }),
  ),
];

export const MODERN_RESOURCES = 'MCP, modern era, a resource';

export const resourceDoors: readonly ResourceDoor[] = [
  {
    name: 'REST, a resource',
    kind: 'rest',
    routes: ['POST /mcp/resources/read'],
    open: async (gateway) => async (uri) =>
      restAnswer((await gateway.post('/mcp/resources/read', { params: { uri } })).body),
  },
  {
    name: MODERN_RESOURCES,
    kind: 'mcp',
    routes: ['POST /mcp'],
    open: async (gateway) => {
      const wire = new McpWire(gateway);
      return async (uri) => mcpAnswer((await wire.modern('resources/read', { uri })).body);
    },
  },
  {
    name: 'MCP, legacy era, a resource',
    kind: 'mcp',
    routes: ['POST /mcp'],
    open: async (gateway) => {
      const wire = new McpWire(gateway);
      const session = await wire.openSession();
      return async (uri) => mcpAnswer((await wire.legacy('resources/read', { uri }, session)).body);
    },
  },
  {
    ...socketWay,
    name: 'WebSocket, modern era, a resource',
    open: async (gateway) => {
      const send = await overSocket(gateway, mcpAnswer);
      return async (uri) => send(modern('resources/read', { uri }));
    },
  },
  {
    ...socketWay,
    name: 'WebSocket, the seed, a resource',
    open: async (gateway) => {
      const send = await overSocket(gateway, restAnswer);
      return async (uri) => send({ method: 'resources/read', params: { uri } });
    },
  },
];

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

/** A request by its address, as a browser or a dashboard sends one. */
export async function request(
  gateway: RunningGateway,
  method: string,
  path: string,
  body?: unknown,
): Promise<DoorAnswer> {
  const answer = await fetch(gateway.url + path, {
    method,
    headers: { 'x-api-key': TEST_KEY, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const json = answer.headers.get('content-type')?.includes('json') === true;
  const { outcome } = json ? restAnswer(JSON.parse(text)) : { outcome: 'ok' };
  // What the server refuses before any route has it.
  return { outcome: answer.ok || outcome !== 'ok' ? outcome : `http_${answer.status}`, text };
}
