import { type Principal, requireScopes } from '#libs/contracts';
import { type McpServer, specTypeSchemas } from '@modelcontextprotocol/server';
import { toProtocolError } from './protocol-error.js';
import type { ServedClient } from './served-client.js';

const { SubscribeRequestParams, UnsubscribeRequestParams } = specTypeSchemas;

/** The subscriptions of one client, as its requests change them; see ResourceSubscriptions. */
export interface HeldSubscriptions {
  add(uri: string, requestId: string, principal: Principal): Promise<void>;
  remove(uri: string): Promise<void> | void;
}

/** Answers `resources/subscribe` and `resources/unsubscribe` for one client. */
export function handleSubscriptions(
  { server }: McpServer,
  subscriptions: HeldSubscriptions,
  client: ServedClient,
): void {
  server.setRequestHandler('resources/subscribe', { params: SubscribeRequestParams }, async ({ uri }, context) => {
    try {
      const principal = client.principalOf(context);
      requireScopes(principal, ['read']);
      await subscriptions.add(uri, client.requestIdOf(context), principal);
      return {};
    } catch (error) {
      throw toProtocolError(error, { uri });
    }
  });
  server.setRequestHandler('resources/unsubscribe', { params: UnsubscribeRequestParams }, async ({ uri }) => {
    await subscriptions.remove(uri);
    return {};
  });
}
