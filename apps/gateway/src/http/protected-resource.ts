import type { OAuthConfig } from '#libs/config';
import { SCOPES } from '#libs/contracts';

export const METADATA_PATH = '/.well-known/oauth-protected-resource';

/** Where clients find the metadata of the MCP endpoint: its path stands behind the well-known one (RFC 9728). */
export function metadataAddress({ resource }: OAuthConfig): string {
  return `${resource.origin}${METADATA_PATH}${resource.pathname}`;
}

/** What clients need to know to get a token for this gateway. */
export function protectedResource({ resource, issuer }: OAuthConfig, name: string): unknown {
  return {
    resource: resource.href,
    authorization_servers: [issuer],
    scopes_supported: SCOPES,
    bearer_methods_supported: ['header'],
    resource_name: name,
  };
}
