import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Forbidden, type Principal, Unauthenticated } from '#libs/contracts';
import { BearerTokens } from './bearer-tokens.js';
import { isLoopbackClient, mayComeFrom } from './client-address.js';
import { type GuardedRequest, requestOf } from './guarded-request.js';
import { KeyRing } from './key-ring.js';
import { PUBLIC_ROUTE, type PublicTo } from './route-access.decorator.js';

/** Turns the key or token that a request shows into the principal that everything after works with, or refuses. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly keys: KeyRing,
    /** Only where tokens are taken. */
    @Inject(BearerTokens) private readonly tokens?: BearerTokens,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (
      this.reflector.getAllAndOverride<PublicTo | undefined>(PUBLIC_ROUTE, [context.getHandler(), context.getClass()])
    )
      return true;
    const request = requestOf(context);
    const shown = shownKey(request);
    if (shown !== undefined && this.tokens?.looksLikeOne(shown) && !this.keys.find(shown)) {
      return this.admit(request, this.tokens.identify(shown, request.ip));
    }
    request.principal = this.identify(request, shown);
    return true;
  }

  private async admit(request: GuardedRequest, bearer: Promise<Principal>): Promise<boolean> {
    request.principal = await bearer;
    return true;
  }

  /** @throws Unauthenticated */
  private identify(request: GuardedRequest, shown: string | undefined): Principal {
    const { local } = this.keys;
    if (local && !this.tokens) {
      if (isLoopbackClient(request.raw.socket.remoteAddress, request.headers)) return local;
      throw new Unauthenticated("No key is configured, so only clients on the gateway's own machine are served.", {
        hint: 'Set API_KEY or ACCESS_FILE, and send a key as "Authorization: Bearer …".',
      });
    }
    if (shown === undefined) {
      throw new Unauthenticated('A key is needed.', {
        hint: 'Send it as "Authorization: Bearer …" or "X-API-Key: …".',
      });
    }
    const key = this.keys.find(shown);
    if (!key) {
      // One that has expired is answered like one that never was: who holds it may not be who it was given to.
      throw new Unauthenticated('The key is not known here.', {
        hint: 'Check it against API_KEY or the access file; it may have expired or been revoked.',
      });
    }
    if (!mayComeFrom(key.ips, request.ip)) {
      throw new Forbidden('This key may not be used from your address.', {
        layer: 'ip',
        rule: 'key-ips',
        hint: 'The operator lists the addresses of a key in the access file, and proxies in TRUSTED_PROXIES.',
      });
    }
    return key.principal;
  }
}

function shownKey({ headers }: GuardedRequest): string | undefined {
  const { authorization, 'x-api-key': apiKey } = headers;
  const bearer = authorization === undefined ? undefined : /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  return bearer ?? (typeof apiKey === 'string' ? apiKey : offeredKey(headers));
}

/** Pages cannot set headers of a WebSocket; they offer the subprotocols `mcp, bearer.<key>`, in just this form. */
function offeredKey({ upgrade, 'sec-websocket-protocol': offered }: GuardedRequest['headers']): string | undefined {
  if (upgrade?.toLowerCase() !== 'websocket' || offered === undefined) return undefined;
  return /^mcp, *bearer\.([^\s,]+)$/.exec(offered)?.[1];
}
