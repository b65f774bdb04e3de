import {
  type HandlerResultTypeMap,
  type McpServer,
  type RequestMethod,
  type RequestTypeMap,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { McpServerFactory } from '../../../libs/mcp/src/mcp-server.factory.js';
import { askingTools } from './asking-tools.js';
import { contentTools } from './content-tools.js';
import { legacyAskingTools } from './legacy-asking-tools.js';
import { fixturePrompts } from './prompts.js';
import { fixtureResources, fixtureTemplates, readFixture } from './resources.js';
import { tellingTools } from './telling-tools.js';

const tools = { ...contentTools, ...tellingTools, ...askingTools, ...legacyAskingTools };

/** Lets the product's own server objects know the fixtures too; what is no fixture, the product answers. */
export function mountFixtures(factory: McpServerFactory): void {
  const create = factory.create.bind(factory);
  factory.create = (client, subscriptions) => {
    const mcp = create(client, subscriptions);
    mcp.server.registerCapabilities({ logging: {} });
    addTools(mcp);
    addResources(mcp);
    addPrompts(mcp);
    return mcp;
  };
}

function addTools(mcp: McpServer): void {
  const listed = Object.entries(tools).map(([name, { description, inputSchema = { type: 'object' as const } }]) => ({
    name,
    inputSchema,
    description,
  }));
  extend(mcp, 'tools/list', async (_request, _context, own) => {
    const result = await own();
    return { ...result, tools: [...result.tools, ...listed] };
  });
  extend(mcp, 'tools/call', ({ params }, context, own) => {
    const fixture = Object.entries(tools).find(([name]) => name === params.name)?.[1];
    return fixture?.call(context, params.arguments ?? {}) ?? own();
  });
}

function addResources(mcp: McpServer): void {
  extend(mcp, 'resources/list', async (_request, _context, own) => {
    const result = await own();
    return { ...result, resources: [...result.resources, ...fixtureResources] };
  });
  extend(mcp, 'resources/templates/list', async (_request, _context, own) => {
    const result = await own();
    return { ...result, resourceTemplates: [...result.resourceTemplates, ...fixtureTemplates] };
  });
  extend(mcp, 'resources/read', ({ params }, _context, own) => {
    const contents = readFixture(params.uri);
    return contents ? { contents: [contents] } : own();
  });
  mcp.server.setRequestHandler('resources/subscribe', () => ({}));
  mcp.server.setRequestHandler('resources/unsubscribe', () => ({}));
}

function addPrompts(mcp: McpServer): void {
  const prompts = Object.entries(fixturePrompts).map(([name, { description, arguments: taken = [] }]) => ({
    name,
    arguments: [...taken],
    description,
  }));
  extend(mcp, 'prompts/list', async (_request, _context, own) => {
    const result = await own();
    return { ...result, prompts: [...result.prompts, ...prompts] };
  });
  extend(mcp, 'prompts/get', ({ params }, context, own) => {
    const fixture = Object.entries(fixturePrompts).find(([name]) => name === params.name)?.[1];
    return fixture?.get(context, params.arguments ?? {}) ?? own();
  });
  extend(mcp, 'completion/complete', ({ params: { ref } }, _context, own) =>
    ref.type === 'ref/prompt' && Object.hasOwn(fixturePrompts, ref.name) ? { completion: { values: [] } } : own(),
  );
}

type ResultOf<M extends RequestMethod> = HandlerResultTypeMap[M];

interface Handlers<M extends RequestMethod> {
  _getRequestHandler(method: M): (request: RequestTypeMap[M], context: ServerContext) => Promise<ResultOf<M>>;
}

/** Puts a handler before the product's own, which it may leave the request to. */
function extend<M extends RequestMethod>(
  { server }: McpServer,
  method: M,
  handle: (
    request: RequestTypeMap[M],
    context: ServerContext,
    own: () => Promise<ResultOf<M>>,
  ) => ResultOf<M> | Promise<ResultOf<M>>,
): void {
  // The SDK lets handlers be replaced and not be read, so that only a test may do this.
  const own = (server as unknown as Handlers<M>)._getRequestHandler(method);
  server.setRequestHandler(method, (request, context) => handle(request, context, () => own(request, context)));
}
