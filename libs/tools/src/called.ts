import type { CallOrigin, Door, SpanAttributes, SpanStart } from '#libs/contracts';

/** What is called: the request of the protocol that it amounts to, and what it is about where the catalog knows that. */
export interface Called {
  readonly method: 'tools/call' | 'resources/read' | 'prompts/get' | 'completion/complete';
  /** Of the catalog: a name that is not in it is the caller's text, and stays out of logs, metrics and traces. */
  readonly name: string | undefined;
}

const KINDS = {
  'resources/read': 'resource',
  'prompts/get': 'prompt',
  'completion/complete': 'completion',
} as const;

/** As logs and metrics have it: `odoo_search`, `resource:models`, or `unknown`, `resource` where there is no such thing. */
export function nameInLogs({ method, name }: Called): string {
  if (method === 'tools/call') return name ?? 'unknown';
  return name === undefined ? KINDS[method] : `${KINDS[method]}:${name}`;
}

/** An id that a client may have given. Others may be anything, and are left out. */
const PLAIN_ID = /^[\w.:-]{1,64}$/;

/** What carries a call. */
const NETWORKS: Readonly<Record<Door, SpanAttributes>> = {
  mcp: { 'network.protocol.name': 'http' },
  rest: { 'network.protocol.name': 'http' },
  ws: { 'network.protocol.name': 'websocket' },
  stdio: { 'network.transport': 'pipe' },
};

/** A call as the semantic conventions of OpenTelemetry for the Model Context Protocol have it, whatever its door. */
export function spanOf({ method, name }: Called, { door, trace, protocol = {} }: CallOrigin): SpanStart {
  const target = method === 'tools/call' || method === 'prompts/get' ? name : undefined;
  const { version, sessionId, requestId = '' } = protocol;
  return {
    name: target === undefined ? method : `${method} ${target}`,
    kind: 'server',
    parent: trace,
    attributes: {
      'mcp.method.name': method,
      'mcp.protocol.version': version,
      'mcp.session.id': sessionId,
      'jsonrpc.request.id': PLAIN_ID.test(String(requestId)) ? String(requestId) : undefined,
      ...NETWORKS[door],
      'odoo_mcp.door': door,
      ...(method === 'tools/call' && { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': name }),
      ...(method === 'prompts/get' && { 'gen_ai.prompt.name': name }),
      ...(method === 'resources/read' && { 'odoo_mcp.resource.name': name }),
    },
  };
}
