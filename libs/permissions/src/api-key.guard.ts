import { createHash, timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GATEWAY_CONFIG, type GatewayConfig } from '#libs/config';
import { type Principal, Unauthenticated } from '#libs/contracts';
import { isLoopbackClient } from './client-address.js';
import { type GuardedRequest, requestOf } from './guarded-request.js';
import { PUBLIC_ROUTE } from './route-access.decorator.js';

/** Turns the key that a request shows into the principal that everything after works with, or refuses. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  private readonly expected: Buffer | undefined;

  constructor(
    private readonly reflector: Reflector,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {
    const { apiKey } = config.access;
    this.expected = apiKey === undefined ? undefined : digest(apiKey);
  }

  canActivate(context: ExecutionContext): boolean {
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC_ROUTE, [context.getHandler(), context.getClass()]))
      return true;
    const request = requestOf(context);
    request.principal = this.identify(request);
    return true;
  }

  /** @throws Unauthenticated */
  private identify(request: GuardedRequest): Principal {
    const { mode } = this.config.mcp;
    const { rules } = this.config.access;
    if (!this.expected) {
      if (isLoopbackClient(request.raw.socket.remoteAddress, request.headers)) return { id: 'loopback', mode, rules };
      throw new Unauthenticated("No key is configured, so only clients on the gateway's own machine are served.", {
        hint: 'Set API_KEY and send it as "Authorization: Bearer …".',
      });
    }
    const shown = shownKey(request);
    if (shown === undefined) {
      throw new Unauthenticated('A key is needed.', {
        hint: 'Send it as "Authorization: Bearer …" or "X-API-Key: …".',
      });
    }
    // Digests have one length whatever was shown, so the comparison tells nothing by its time.
    if (!timingSafeEqual(digest(shown), this.expected)) {
      throw new Unauthenticated('The key is not known here.', { hint: 'Check it against API_KEY.' });
    }
    return { id: 'api-key', mode, rules };
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

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
