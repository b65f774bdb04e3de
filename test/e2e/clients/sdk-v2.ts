import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { SocketClient } from '../../fixtures/socket-client.js';
import { SocketTransport } from '../../fixtures/socket.transport.js';
import { stdioProgram } from '../../fixtures/stdio-program.js';
import { answerOf, CLIENT_INFO, type McpClient, MODEL_TEMPLATE, type Target, textOf, YES } from './mcp-client.js';

type Transport = Parameters<Client['connect']>[0];

/** The official SDK, second generation, over any transport. */
export async function sdkV2(transport: Transport, mode: 'auto' | 'legacy'): Promise<McpClient> {
  const questions: string[] = [];
  const client = new Client(CLIENT_INFO, { capabilities: { elicitation: {} }, versionNegotiation: { mode } });
  client.setRequestHandler('elicitation/create', ({ params }) => {
    questions.push(params.message);
    return YES;
  });
  let notify: (uri: string) => void = () => {};
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => notify(params.uri));
  await client.connect(transport);
  const era = mode === 'auto' ? 'modern' : 'legacy';
  if (client.getProtocolEra() !== era) throw new Error(`This client speaks the ${client.getProtocolEra()} era.`);
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
      const result = await client.callTool(call, { onprogress: ({ progress }) => steps.push(progress) });
      return { answer: answerOf(result), steps };
    },
    cancel: async (call, started) => {
      const giveUp = new AbortController();
      const ended = client.callTool(call, { signal: giveUp.signal }).catch(() => undefined);
      await started;
      giveUp.abort();
      await ended;
    },
    agreeing: async (call) => ({ answer: answerOf(await client.callTool(call)), questions: questions.splice(0) }),
    subscribe: async (uri, updated) => {
      notify = updated;
      if (era === 'modern') {
        const subscription = await client.listen({ resourceSubscriptions: [uri] });
        return () => subscription.close();
      }
      await client.subscribeResource({ uri });
      return () => client.unsubscribeResource({ uri });
    },
    close: () => client.close(),
  };
}

export function overHttp({ url, key }: Target): StreamableHTTPClientTransport {
  return new StreamableHTTPClientTransport(url, { requestInit: { headers: { authorization: `Bearer ${key}` } } });
}

export async function overSocket({ url: { origin }, key }: Target): Promise<SocketTransport> {
  const { socket } = await SocketClient.connect(origin, { headers: { authorization: `Bearer ${key}` } });
  return new SocketTransport(socket);
}

/** A gateway that the client has started. */
export function overStdio({ settings }: Target): StdioClientTransport {
  return new StdioClientTransport(stdioProgram(settings));
}
