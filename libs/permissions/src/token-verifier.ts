import type { OAuthConfig } from '#libs/config';
import { type Access, accessesIn, InvalidToken } from '#libs/contracts';
import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify, type ProtectedHeaderParameters } from 'jose';

/** What a genuine token says. */
export interface VerifiedToken {
  readonly subject: string;
  readonly scopes: readonly Access[];
  /** Milliseconds since 1970. */
  readonly endsAt: number;
  readonly claims: Readonly<Record<string, unknown>>;
}

type VerifierSettings = Pick<OAuthConfig, 'issuer' | 'audience' | 'clockToleranceSeconds'>;

/** With a public key, which everybody has, nothing can be signed by these. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** Claims of ID tokens and logout tokens, which are for clients and let nobody in here. */
const OTHER_PURPOSE = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events'];

/** Tells genuine access tokens of the issuer, meant for this gateway, from everything else. */
export class TokenVerifier {
  constructor(
    private readonly settings: VerifierSettings,
    private readonly findKey: JWTVerifyGetKey,
    private readonly now: () => number,
  ) {}

  /** @throws InvalidToken, or GatewayUnavailable where the issuer's keys are not known. */
  async verify(token: string): Promise<VerifiedToken> {
    const { issuer, audience, clockToleranceSeconds: clockTolerance } = this.settings;
    const options = {
      issuer,
      audience,
      clockTolerance,
      algorithms: ALGORITHMS,
      requiredClaims: ['exp', 'sub'],
      currentDate: new Date(this.now()),
    };
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.findKey, options);
      requireAccessToken(protectedHeader, payload);
      return verified(payload, clockTolerance);
    } catch (error) {
      // What jose says may repeat the token.
      throw error instanceof errors.JOSEError ? refusal(REASONS[error.code]) : error;
    }
  }
}

/** RFC 9068 marks access tokens. Who does not mark them issues scopes with them, which ID tokens have none of. */
function requireAccessToken({ typ = '' }: ProtectedHeaderParameters, claims: JWTPayload): void {
  const type = typ.toLowerCase().replace(/^application\//, '');
  if (type === 'at+jwt') return;
  const unmarked = type === 'jwt' && (claims['scope'] !== undefined || claims['scp'] !== undefined);
  const otherPurpose = OTHER_PURPOSE.some((claim) => claims[claim] !== undefined);
  const said = claims['typ'] ?? 'Bearer';
  if (!unmarked || otherPurpose || said !== 'Bearer') throw refusal('is no access token');
}

function verified(claims: JWTPayload, clockTolerance: number): VerifiedToken {
  const { sub, exp = 0, scope, scp } = claims;
  if (typeof sub !== 'string' || sub === '') throw refusal('names no subject');
  const scopes = [scope, scp].flat().flatMap((value) => (typeof value === 'string' ? value.split(' ') : []));
  return { subject: sub, scopes: accessesIn(scopes), endsAt: (exp + clockTolerance) * 1000, claims };
}

const REASONS: Readonly<Record<string, string>> = {
  [errors.JWTExpired.code]: 'has expired',
  [errors.JWTClaimValidationFailed.code]: 'was not issued for this gateway, or is not valid yet',
};

function refusal(reason = 'is not genuine'): InvalidToken {
  return new InvalidToken(`The token ${reason}.`, { hint: 'Get a new one from the authorization server.' });
}
