import {
  type JSONRPCMessage,
  type JSONRPCNotification,
  type JSONRPCRequest,
  type RequestId,
  SUBSCRIPTION_ID_META_KEY,
} from '@modelcontextprotocol/server';

/** The request with which a client of the modern era listens. */
export const LISTEN = 'subscriptions/listen';

const ACKNOWLEDGED = 'notifications/subscriptions/acknowledged';

/** @param listening the request that asked for it, in the modern era. */
export function updatedNotice(uri: string, listening?: RequestId): JSONRPCNotification {
  const about = listening === undefined ? {} : { _meta: { [SUBSCRIPTION_ID_META_KEY]: listening } };
  return { jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri, ...about } };
}

/** The answer to a listening request, with which it ends. */
export function listenResult(id: RequestId): JSONRPCMessage {
  return { jsonrpc: '2.0', id, result: { resultType: 'complete', _meta: { [SUBSCRIPTION_ID_META_KEY]: id } } };
}

/** @returns the listening request that a message of the server's says has begun. */
export function acknowledgedId(message: JSONRPCNotification): RequestId | undefined {
  if (message.method !== ACKNOWLEDGED) return undefined;
  return message.params?._meta?.[SUBSCRIPTION_ID_META_KEY] as RequestId | undefined;
}

/** @returns the resources that a listening request names, each once; none where they cannot be read with certainty. */
export function listenedTo({ params }: Pick<JSONRPCRequest, 'params'>): readonly string[] {
  const { resourceSubscriptions: uris } = (params?.['notifications'] ?? {}) as { resourceSubscriptions?: unknown };
  return Array.isArray(uris) && uris.every((uri) => typeof uri === 'string') ? [...new Set(uris)] : [];
}
