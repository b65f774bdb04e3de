import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { answerOf, CLIENT_INFO, type McpClient, MODEL_TEMPLATE, type Target, textOf, YES } from './mcp-client.js';

const MODERN = '2026-07-28';
const LEGACY = '2025-11-25';
const UPDATED = 'notifications/resources/updated';
const ELICITS = { elicitation: { form: {} } };

interface Message {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string };
}

/** One run of curl: its messages as they come, whether as JSON or as events. Without a body it only listens. */
class Run {
  readonly child: ChildProcess;
  /** Resolves when it has ended. */
  readonly closed: Promise<unknown>;
  /** Resolves with the answer to request 1. */
  readonly answer: Promise<Message>;
  readonly messages: Message[] = [];
  readonly headers = new Map<string, string>();

  constructor(
    { url, key }: Target,
    body: unknown,
    headers: Record<string, string>,
    onMessage: (message: Message) => void = () => {},
  ) {
    const all = {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${key}`,
      ...headers,
    };
    const given = Object.entries(all).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
    const sending = body === undefined ? [] : ['--data-binary', '@-'];
    const args = ['--silent', '--no-buffer', '--include', ...sending, ...given, url.href];
    this.child = spawn('curl', args, { stdio: ['pipe', 'pipe', 'ignore'] });
    this.closed = once(this.child, 'close');
    this.child.stdin?.end(body === undefined ? '' : JSON.stringify(body));
    const lines = createInterface({ input: this.child.stdout as NodeJS.ReadableStream });
    this.answer = new Promise((resolve, reject) => {
      lines.on('line', (line) => {
        const header = /^(?<name>[a-z-]+): (?<value>.*?)\r?$/i.exec(line)?.groups;
        if (header?.['name'] && header['name'] !== 'data')
          this.headers.set(header['name'].toLowerCase(), header['value'] ?? '');
        const json = line.replace(/^data: /, '');
        if (!json.startsWith('{')) return;
        const message = JSON.parse(json) as Message;
        this.messages.push(message);
        onMessage(message);
        if (message.id === 1 && message.method === undefined) resolve(message);
      });
      this.child.once('close', () => reject(new Error(`curl was not answered: ${JSON.stringify(this.messages)}`)));
    });
    // Notifications and calls that are given up have no answer.
    this.answer.catch(() => {});
  }

  get steps(): number[] {
    return this.messages
      .filter(({ method }) => method === 'notifications/progress')
      .map(({ params }) => Number(params?.['progress']));
  }
}

/** What the two eras do differently. */
interface Era {
  request(method: string, params: Record<string, unknown>, onMessage?: (message: Message) => void): Run;
  cancel(run: Run): Promise<void>;
  agreeing(params: Record<string, unknown>): Promise<{ result: unknown; questions: string[] }>;
  subscribe: NonNullable<McpClient['subscribe']>;
}

/** No client at all: requests written out and sent by curl. */
export async function curl(target: Target, era: 'modern' | 'legacy'): Promise<McpClient> {
  const wire = era === 'modern' ? modernEra(target) : await legacyEra(target);
  const ask = async (method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> => {
    const { result, error } = await wire.request(method, params).answer;
    if (!result) throw new Error(`${method} was answered by ${JSON.stringify(error)}`);
    return result;
  };
  return {
    list: async () => ((await ask('tools/list'))['tools'] as Array<{ name: string }>).map(({ name }) => name),
    call: async (call) => answerOf(await ask('tools/call', { ...call })),
    readResource: async (uri) => textOf(await ask('resources/read', { uri })),
    prompt: async (name, args) => textOf(await ask('prompts/get', { name, arguments: args })),
    completeModel: async (value) => {
      const ref = { type: 'ref/resource', uri: MODEL_TEMPLATE };
      const { completion } = await ask('completion/complete', { ref, argument: { name: 'model', value } });
      return (completion as { values: string[] }).values;
    },
    withProgress: async (call) => {
      const run = wire.request('tools/call', { ...call, _meta: { progressToken: 'p' } });
      const { result } = await run.answer;
      return { answer: answerOf(result), steps: run.steps };
    },
    cancel: async (call, started) => {
      const run = wire.request('tools/call', { ...call });
      await started;
      await wire.cancel(run);
    },
    agreeing: async (call) => {
      const { result, questions } = await wire.agreeing({ ...call });
      return { answer: answerOf(result), questions };
    },
    subscribe: wire.subscribe,
    close: async () => {},
  };
}

/** Tells of resources that have changed, and of everything else that a server says by itself. */
function toldOf(updated: (uri: string) => void, begun: () => void = () => {}): (message: Message) => void {
  return ({ method, params }) => {
    if (method === UPDATED) updated(String(params?.['uri']));
    else if (method !== undefined) begun();
  };
}

async function kill({ child, closed }: Run): Promise<void> {
  child.kill();
  await closed;
}

function modernEra(target: Target): Era {
  const request: Era['request'] = (method, params, onMessage) => {
    const _meta = {
      ...(params['_meta'] as object | undefined),
      'io.modelcontextprotocol/protocolVersion': MODERN,
      'io.modelcontextprotocol/clientInfo': CLIENT_INFO,
      'io.modelcontextprotocol/clientCapabilities': ELICITS,
    };
    const name = params['name'] ?? params['uri'];
    const headers = {
      'mcp-protocol-version': MODERN,
      'mcp-method': method,
      ...(typeof name === 'string' && { 'mcp-name': name }),
    };
    return new Run(target, { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } }, headers, onMessage);
  };
  return {
    request,
    // Closing the connection is what cancels.
    cancel: kill,
    subscribe: async (uri, updated) => {
      const { promise: begun, resolve } = Promise.withResolvers<void>();
      const params = { notifications: { resourceSubscriptions: [uri] } };
      const run = request('subscriptions/listen', params, toldOf(updated, resolve));
      await begun;
      return () => kill(run);
    },
    agreeing: async (params) => {
      const { result: needed } = await request('tools/call', params).answer;
      const { inputRequests, requestState } = needed as {
        inputRequests: { confirm: { params: { message: string } } };
        requestState: string;
      };
      const again = { ...params, requestState, inputResponses: { confirm: YES } };
      const { result } = await request('tools/call', again).answer;
      return { result, questions: [inputRequests.confirm.params.message] };
    },
  };
}

async function legacyEra(target: Target): Promise<Era> {
  const opening = { protocolVersion: LEGACY, capabilities: ELICITS, clientInfo: CLIENT_INFO };
  const initialize = new Run(target, { jsonrpc: '2.0', id: 1, method: 'initialize', params: opening }, {});
  await initialize.answer;
  const headers = {
    'mcp-session-id': initialize.headers.get('mcp-session-id') ?? '',
    'mcp-protocol-version': LEGACY,
  };
  const tell = async (message: Record<string, unknown>): Promise<void> => {
    await new Run(target, { jsonrpc: '2.0', ...message }, headers).closed;
  };
  await tell({ method: 'notifications/initialized' });
  const request: Era['request'] = (method, params, onMessage) =>
    new Run(target, { jsonrpc: '2.0', id: 1, method, params }, headers, onMessage);
  return {
    request,
    cancel: async (run) => {
      await tell({ method: 'notifications/cancelled', params: { requestId: 1 } });
      await kill(run);
    },
    subscribe: async (uri, updated) => {
      const listening = new Run(target, undefined, headers, toldOf(updated));
      await request('resources/subscribe', { uri }).answer;
      return async () => {
        await request('resources/unsubscribe', { uri }).answer;
        await kill(listening);
      };
    },
    agreeing: async (params) => {
      const questions: string[] = [];
      const run = request('tools/call', params, ({ id, method, params: asked }) => {
        if (method !== 'elicitation/create') return;
        questions.push(String(asked?.['message']));
        void tell({ id, result: YES });
      });
      const { result } = await run.answer;
      return { result, questions };
    },
  };
}
