import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { WebSocketClientTransport } from '@modelcontextprotocol/sdk/client/websocket.js';
import { ElicitRequestSchema, ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { WebSocket } from 'ws';
import { stdioProgram } from '../../fixtures/stdio-program.js';
import { answerOf, CLIENT_INFO, type McpClient, MODEL_TEMPLATE, type Target, textOf, YES } from './mcp-client.js';

type Transport = Parameters<Client['connect']>[0];

/** The official SDK, first generation, over any transport. */
export async function sdkV1(transport: Transport): Promise<McpClient> {
  const questions: string[] = [];
  const client = new Client(CLIENT_INFO, { capabilities: { elicitation: {} } });
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
    questions.push(params.message);
    return YES;
  });
  let notify: (uri: string) => void = () => {};
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => notify(params.uri));
  await client.connect(transport);
  return {
    list: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (call) => answerOf(await client.callTool(call)),
    readResource: async (uri) => textOf(await client.readResource({ uri })),
    prompt: async (name, args) => textOf(await client.getPrompt({ name, arguments: args })),
    completeModel: async (value) => {
      const argument = { name: 'model', value };
      const { completion } = await client.complete({ ref: { type: 'ref/resource', uri: MODEL_TEMPLATE }, argument });
      return completion.values;
    },
    withProgress: async (call) => {
      const steps: number[] = [];
      const options = { onprogress: ({ progress }: { progress: number }) => void steps.push(progress) };
      return { answer: answerOf(await client.callTool(call, undefined, options)), steps };
    },
    cancel: async (call, started) => {
      const giveUp = new AbortController();
      const ended = client.callTool(call, undefined, { signal: giveUp.signal }).catch(() => undefined);
      await started;
      giveUp.abort();
      await ended;
    },
    agreeing: async (call) => ({ answer: answerOf(await client.callTool(call)), questions: questions.splice(0) }),
    subscribe: async (uri, updated) => {
      notify = updated;
      await client.subscribeResource({ uri });
      return () => client.unsubscribeResource({ uri });
    },
    close: () => client.close(),
  };
}

export function overHttpV1({ url, key }: Target): StreamableHTTPClientTransport {
  return new StreamableHTTPClientTransport(url, { requestInit: { headers: { authorization: `Bearer ${key}` } } });
}

/** What Claude Desktop's configuration starts, as the README writes it. */
export function overMcpRemote({ url, key }: Target): StdioClientTransport {
  const program = join(process.cwd(), 'node_modules/mcp-remote/dist/proxy.js');
  const args = [program, url.href, '--header', 'Authorization:${AUTH_HEADER}', '--protocol', 'auto'];
  return new StdioClientTransport({
    command: process.execPath,
    args,
    env: { AUTH_HEADER: `Bearer ${key}` },
    stderr: 'ignore',
  });
}

/** A gateway that the client has started. */
export function overStdioV1({ settings }: Target): StdioClientTransport {
  return new StdioClientTransport(stdioProgram(settings));
}

/** The SDK's own transport, which offers `mcp` alone as a page would; the key goes along as a program's header. */
export function overSocketV1({ url: { origin }, key }: Target): WebSocketClientTransport {
  const headers = { authorization: `Bearer ${key}` };
  class KeyedWebSocket extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, { headers });
    }
  }
  Object.assign(globalThis, { WebSocket: KeyedWebSocket });
  return new WebSocketClientTransport(new URL(`${origin.replace('http', 'ws')}/mcp/ws`));
}
