import { type ExecutionContext, Injectable } from '@nestjs/common';
import { ThrottlerGuard, type ThrottlerLimitDetail } from '@nestjs/throttler';
import { RateLimited } from '#libs/contracts';
import { requestOf } from './guarded-request.js';
import { PUBLIC_ROUTE } from './route-access.decorator.js';

/**
 * Counts requests and messages per address (per /64 of IPv6), wrong keys included, so that nobody can try many of them
 * fast.
 */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  protected override async shouldSkip(context: ExecutionContext): Promise<boolean> {
    return this.reflector.getAllAndOverride<boolean>(PUBLIC_ROUTE, [context.getHandler(), context.getClass()]) ?? false;
  }

  /** One count for all routes: a caller has one budget. */
  protected override generateKey(_context: ExecutionContext, tracker: string): string {
    return tracker;
  }

  /** A message has no response of its own to put headers on. */
  protected override getRequestResponse(context: ExecutionContext) {
    const res = context.getType() === 'http' ? context.switchToHttp().getResponse<object>() : {};
    return { req: requestOf(context), res };
  }

  protected override async throwThrottlingException(
    _context: ExecutionContext,
    detail: ThrottlerLimitDetail,
  ): Promise<void> {
    const retryAfterSeconds = Math.max(1, detail.timeToBlockExpire);
    throw new RateLimited('Too many requests.', { retryAfterSeconds, hint: `Try again in ${retryAfterSeconds} s.` });
  }
}
