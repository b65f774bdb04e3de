import type { OAuthEnvironment } from './oauth-environment.js';

/** Who issues the tokens that are taken, and for whom. */
export interface OAuthConfig {
  /** Just as its metadata and tokens name it. */
  readonly issuer: string;
  readonly audience: string;
  /** The address of the MCP endpoint, as clients know it. */
  readonly resource: URL;
  readonly clockToleranceSeconds: number;
  /** For one request to the issuer. */
  readonly timeoutMs: number;
  /** After which its keys are asked for again. */
  readonly keysMaxAgeMs: number;
  /** Between two requests for its keys. */
  readonly keysCooldownMs: number;
}

export function oauthConfig(environment: OAuthEnvironment): OAuthConfig | undefined {
  const { OAUTH_ISSUER: issuer, PUBLIC_URL: publicUrl } = environment;
  if (issuer === undefined || publicUrl === undefined) return undefined;
  const resource = new URL(`${publicUrl.replace(/\/+$/, '')}/mcp`);
  return {
    issuer,
    audience: environment.OAUTH_AUDIENCE ?? resource.href,
    resource,
    clockToleranceSeconds: environment.OAUTH_CLOCK_TOLERANCE_SECONDS,
    timeoutMs: environment.OAUTH_TIMEOUT_MS,
    keysMaxAgeMs: environment.OAUTH_KEYS_MAX_AGE_SECONDS * 1000,
    keysCooldownMs: environment.OAUTH_KEYS_COOLDOWN_SECONDS * 1000,
  };
}
