import { type CallSource, IDEMPOTENCY_HEADER, type Principal, Unauthenticated } from '#libs/contracts';
import type { AuthInfo } from '@modelcontextprotocol/server';
import type { McpExchange } from '../mcp-exchange.js';
import type { ServedClient } from '../served-client.js';
import { tracedSource } from './traced-source.js';

/** What the SDK carries from the HTTP request to whatever serves it. */
export interface Caller {
  readonly principal: Principal;
  readonly requestId: string;
  readonly source?: CallSource | undefined;
}

/** Hands a caller over in the SDK's way. The secret itself stays outside. */
export function handOver({ request, principal, requestId, source }: McpExchange): void {
  const known: typeof request & { auth?: AuthInfo } = request;
  known.auth = { token: '', clientId: principal.id, scopes: [], extra: { principal, requestId, source } };
}

/** @throws Unauthenticated when a request came past the guards, which must never happen. */
export function callerOf(authInfo: AuthInfo | undefined): Caller {
  const { principal, requestId, source } = authInfo?.extra ?? {};
  if (principal === undefined) throw new Unauthenticated('A key is needed.');
  return { principal, requestId, source } as Caller;
}

/** A client that came over HTTP. @param session names its session in traces, where it has one. */
export function httpClient(principal: Principal, session?: string): ServedClient {
  return {
    principal,
    door: 'mcp',
    sourceOf: (context) => tracedSource(callerOf(context.http?.authInfo).source, context, session),
    principalOf: ({ http }) => callerOf(http?.authInfo).principal,
    requestIdOf: ({ http }) => callerOf(http?.authInfo).requestId,
    idempotencyHeaderOf: ({ http }) => http?.req?.headers.get(IDEMPOTENCY_HEADER) ?? undefined,
  };
}
