import { createHash } from 'node:crypto';
import type { AccessSource, TokenRule } from '#libs/config';
import { Forbidden, type Mode, type Principal, requireScopes } from '#libs/contracts';
import { mayComeFrom } from './client-address.js';
import type { TokenVerifier, VerifiedToken } from './token-verifier.js';

/** Three parts of base64url, as no key looks. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** Whom the bearers of an identity provider's tokens are. */
export class BearerTokens {
  /** @param mode the gateway's, which no token goes beyond. */
  constructor(
    private readonly verifier: TokenVerifier,
    private readonly source: AccessSource,
    private readonly mode: Mode,
  ) {}

  looksLikeOne(shown: string): boolean {
    return JWT.test(shown);
  }

  /** @throws InvalidToken, GatewayUnavailable, InsufficientScope, or Forbidden for one whom no rule lets in. */
  async identify(shown: string, address: string): Promise<Principal> {
    const token = await this.verifier.verify(shown);
    const { principal, ips } = this.ruleFor(token);
    // Whatever else it may do: not even lists are for tokens that were issued for something else.
    requireScopes(token, ['read']);
    if (!mayComeFrom(ips, address)) {
      throw new Forbidden('Your address is not allowed for this token.', {
        layer: 'ip',
        rule: 'token-ips',
        hint: 'The operator lists the addresses of callers in the access file.',
      });
    }
    return {
      ...principal,
      id: `${principal.id}:${subjectName(token.subject)}`,
      mode: this.mode === 'readonly' ? 'readonly' : principal.mode,
      scopes: token.scopes,
      endsAt: token.endsAt,
    };
  }

  private ruleFor({ claims }: VerifiedToken): TokenRule {
    const rule = this.source.current.tokens.find((each) => fits(each, claims));
    if (rule) return rule;
    throw new Forbidden('No rule lets the bearer of this token in.', {
      layer: 'key',
      rule: 'token-rules',
      hint: 'The operator says in the access file which claims are let in.',
    });
  }
}

/** Each claim is what the rule says, a list with it, or a text with it as one of its words. */
function fits({ claims: wanted }: TokenRule, claims: VerifiedToken['claims']): boolean {
  return Object.entries(wanted).every(([name, value]) => Object.hasOwn(claims, name) && says(claims[name], value));
}

function says(claim: unknown, value: string): boolean {
  if (typeof claim === 'string') return claim === value || claim.split(' ').includes(value);
  if (Array.isArray(claim)) return claim.includes(value);
  return (typeof claim === 'number' || typeof claim === 'boolean') && String(claim) === value;
}

/** A subject as names in logs may be: two that differ never get the same one. */
function subjectName(subject: string): string {
  if (/^[\w.@+|:/-]{1,128}$/.test(subject)) return subject;
  return `~${createHash('sha256').update(subject).digest('base64url')}`;
}
