import { type CallSource, InvalidArguments, shorterTime, timeoutInMeta } from '#libs/contracts';

export type RpcId = string | number | null;

/** The members that an answer repeats from its request. */
export interface RpcEnvelope {
  readonly id: RpcId;
  /** Whether the request was a JSON-RPC one, and wants such an answer. */
  readonly jsonrpc: boolean;
}

export interface SeedCall {
  readonly tool: string;
  readonly arguments: unknown;
  /** `_meta` of the call; it may be anything. */
  readonly meta?: unknown;
}

/** Reads what can be read of an envelope, whatever the body is, so that errors carry the id too. */
export function envelopeOf(body: unknown): RpcEnvelope {
  const { id, jsonrpc } = (isObject(body) ? body : {}) as { id?: unknown; jsonrpc?: unknown };
  return { id: typeof id === 'string' || typeof id === 'number' ? id : null, jsonrpc: jsonrpc === '2.0' };
}

/** A result as the seed's clients get it, with what is repeated of the request. */
export function answerTo(request: unknown, result: unknown): object {
  const { id, jsonrpc } = envelopeOf(request);
  return { ...(jsonrpc && { jsonrpc: '2.0' }), result, id };
}

/**
 * The tool call in a body: `{"method": "odoo_search", "params": {…}}`, `{"name", "arguments"}`, or
 * `{"method": "tools/call", "params": {"name", "arguments"}}` with or without `jsonrpc`. `_meta` stands beside the name,
 * or among the arguments of the first.
 * @throws InvalidArguments
 */
export function seedCall(body: unknown): SeedCall {
  if (isObject(body)) {
    const { method, params, name } = body;
    if (typeof name === 'string') return { tool: name, arguments: body['arguments'], meta: body['_meta'] };
    if (method === 'tools/call' && isObject(params) && typeof params['name'] === 'string') {
      return { tool: params['name'], arguments: params['arguments'], meta: params['_meta'] };
    }
    if (typeof method === 'string' && method !== 'tools/call') return { tool: method, ...shortParams(params) };
  }
  throw new InvalidArguments('The body names no tool.', {
    hint: 'Send {"method": "odoo_search", "params": {"model": "res.partner"}}.',
  });
}

/**
 * How long the sender of a message waits: the shorter of what its door and its `_meta` say, which stands at the top or in
 * the params.
 * @throws InvalidArguments for a `_meta` that names no time.
 */
export function timeoutIn(message: unknown, { timeoutMs }: CallSource): Pick<CallSource, 'timeoutMs'> {
  const { _meta: meta, params } = (isObject(message) ? message : {}) as { _meta?: unknown; params?: unknown };
  const inParams = isObject(params) ? timeoutInMeta(params['_meta']) : undefined;
  return { timeoutMs: shorterTime(timeoutMs, shorterTime(timeoutInMeta(meta), inParams)) };
}

/** Arguments, and beside them what is said of the call. */
function shortParams(params: unknown): Pick<SeedCall, 'arguments' | 'meta'> {
  if (!isObject(params)) return { arguments: params };
  const { _meta: meta, ...args } = params;
  return { arguments: args, meta };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
