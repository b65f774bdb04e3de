import type { RequestId } from '@modelcontextprotocol/server';

/** @returns undefined for what is no request: a notification, an answer, or nothing of the protocol. */
export function requestIdOf(message: unknown): RequestId | undefined {
  return isMessage(message) && 'method' in message ? idIn(message['id']) : undefined;
}

/** @returns the request that a client gives up with this message; undefined for any other message. */
export function cancelledIdOf(message: unknown): RequestId | undefined {
  if (!isMessage(message) || message['method'] !== 'notifications/cancelled') return undefined;
  const { params } = message;
  return isMessage(params) ? idIn(params['requestId']) : undefined;
}

/** @returns what a message says its method is, whatever that is worth; undefined where it says none. */
export function methodOf(message: unknown): unknown {
  return isMessage(message) ? message['method'] : undefined;
}

function isMessage(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function idIn(id: unknown): RequestId | undefined {
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}
