import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  InjectThrottlerOptions,
  InjectThrottlerStorage,
  ThrottlerGuard,
  type ThrottlerModuleOptions,
  type ThrottlerRequest,
  type ThrottlerStorage,
} from '@nestjs/throttler';
import { GatewayError, RATE_COUNTS, type RateCounts } from '#libs/contracts';
import { ApiKeyGuard } from './api-key.guard.js';
import { requestOf } from './guarded-request.js';
import { refuseUntaken, tellStandings } from './rate-answer.js';

interface KeyGuard {
  canActivate(context: ExecutionContext): boolean | Promise<boolean>;
}

/**
 * Lets ApiKeyGuard judge, and counts whom it refuses by address (a /64 of IPv6). Who shows a key that is known is not
 * counted here, and so is never kept out by others behind the same address.
 */
@Injectable()
export class StrangerLimitGuard extends ThrottlerGuard {
  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    @InjectThrottlerStorage() storage: ThrottlerStorage,
    reflector: Reflector,
    @Inject(ApiKeyGuard) private readonly keys: KeyGuard,
    @Inject(RATE_COUNTS) private readonly counts: RateCounts,
  ) {
    super(options, storage, reflector);
  }

  /** @throws what ApiKeyGuard throws, or RateLimited in its place. */
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    try {
      return await this.keys.canActivate(context);
    } catch (error) {
      if (error instanceof GatewayError && REFUSALS.has(error.httpStatus)) await super.canActivate(context);
      throw error;
    }
  }

  /** In place of the throttler's own counting, which replicas do not share. */
  protected override async handleRequest({ context, limit, ttl, getTracker }: ThrottlerRequest): Promise<boolean> {
    const address = await getTracker({ ip: requestOf(context).ip }, context);
    const budget = { name: 'address', key: `address:${address}`, requests: limit, windowMs: ttl };
    const take = await this.counts.take([budget], 1);
    if (context.getType() === 'http') tellStandings(context.switchToHttp().getResponse(), take.standings);
    refuseUntaken(take, 1);
    return true;
  }
}

/** Answers that tell of a key; a failure to look it up is not the caller's. */
const REFUSALS: ReadonlySet<number> = new Set([401, 403]);
