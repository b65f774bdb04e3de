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
import { CALL_BUDGET, type CallBudget, Internal } from '#libs/contracts';
import { requestOf } from './guarded-request.js';
import { refuseUntaken, tellStandings } from './rate-answer.js';
import { BATCH_ROUTE, PUBLIC_ROUTE, type PublicTo } from './route-access.decorator.js';

/**
 * Counts requests and messages of each caller, by whatever addresses and sockets they come. What a call costs beyond
 * that is charged where it is run.
 */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    @InjectThrottlerStorage() storage: ThrottlerStorage,
    reflector: Reflector,
    @Inject(CALL_BUDGET) private readonly budget: CallBudget,
  ) {
    super(options, storage, reflector);
  }

  protected override async shouldSkip(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    return this.reflector.getAllAndOverride<PublicTo | undefined>(PUBLIC_ROUTE, targets) !== undefined;
  }

  /** In place of the throttler's own counting, which knows one limit for all and nothing of points. */
  protected override async handleRequest({ context }: ThrottlerRequest): Promise<boolean> {
    const { principal } = requestOf(context);
    if (!principal) throw new Internal(new Error('A caller is to be counted before it is known.'));
    const points = this.messagesIn(context);
    const take = await this.budget.take(principal, points);
    if (context.getType() === 'http') tellStandings(context.switchToHttp().getResponse(), take.standings);
    refuseUntaken(take, points);
    return true;
  }

  /** One, except for a batch on a route that takes batches: there each of its messages counts. */
  private messagesIn(context: ExecutionContext): number {
    if (context.getType() !== 'http' || !this.reflector.get<boolean>(BATCH_ROUTE, context.getHandler())) return 1;
    const { body } = context.switchToHttp().getRequest<{ body?: unknown }>();
    return Array.isArray(body) ? Math.max(1, body.length) : 1;
  }
}
