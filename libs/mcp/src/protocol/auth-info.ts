import { type Principal, Unauthenticated } from '#libs/contracts';
import type { AuthInfo } from '@modelcontextprotocol/server';

/** The SDK's way of handing a caller through. The secret itself stays outside. */
export function withPrincipal(principal: Principal): AuthInfo {
  return { token: '', clientId: principal.id, scopes: [], extra: { principal } };
}

/** @throws Unauthenticated when a request came past the guards, which must never happen. */
export function principalOf(authInfo: AuthInfo | undefined): Principal {
  const principal = authInfo?.extra?.['principal'];
  if (principal === undefined) throw new Unauthenticated('A key is needed.');
  return principal as Principal;
}
