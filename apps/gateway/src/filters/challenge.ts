import type { OAuthConfig } from '#libs/config';
import { type GatewayError, InsufficientScope, InvalidToken, scopeOf } from '#libs/contracts';
import { metadataAddress } from '../http/protected-resource.js';

/** Clients begin with what only reads, and ask for more when a call needs it. */
const FIRST_SCOPE = scopeOf('read');

/**
 * The `WWW-Authenticate` of an error, by RFC 6750 and RFC 9728; undefined for one that no other key or token would help.
 * @param oauth undefined where only keys are taken.
 */
export function challengeOf(error: GatewayError, oauth: OAuthConfig | undefined): string | undefined {
  if (error instanceof InsufficientScope) return challenge('insufficient_scope', error.scopes.join(' '), oauth);
  if (error.httpStatus !== 401) return undefined;
  return challenge(error instanceof InvalidToken ? 'invalid_token' : undefined, FIRST_SCOPE, oauth);
}

function challenge(error: string | undefined, scope: string, oauth: OAuthConfig | undefined): string {
  if (!oauth) return 'Bearer';
  const parameters = { ...(error !== undefined && { error }), scope, resource_metadata: metadataAddress(oauth) };
  const parts = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`);
  return `Bearer ${parts.join(', ')}`;
}
