import { requireScopes } from '#libs/contracts';
import { type McpServer, specTypeSchemas } from '@modelcontextprotocol/server';
import { toProtocolError } from './protocol-error.js';
import type { ResourceSubscriptions } from './resource-subscriptions.js';
import type { ServedClient } from './served-client.js';

const { SubscribeRequestParams, UnsubscribeRequestParams } = specTypeSchemas;

/** Answers `resources/subscribe` and `resources/unsubscribe` for one client. */
export function handleSubscriptions(
  { server }: McpServer,
  subscriptions: ResourceSubscriptions,
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
  server.setRequestHandler('resources/unsubscribe', { params: UnsubscribeRequestParams }, ({ uri }) => {
    subscriptions.remove(uri);
    return {};
  });
}
