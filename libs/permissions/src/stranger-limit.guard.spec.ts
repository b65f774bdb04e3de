import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ThrottlerStorageService } from '@nestjs/throttler';
import { OdooUnavailable, type RateBudget, type RateCounts, Unauthenticated } from '#libs/contracts';
import { contextOf, request } from '../../../test/fixtures/execution-context.js';
import { StrangerLimitGuard } from './stranger-limit.guard.js';

class Routes {
  one(): void {}
}

describe('StrangerLimitGuard', () => {
  let used: Map<string, number>;
  let guard: StrangerLimitGuard;
  let judge: (key: string | undefined) => boolean;

  beforeEach(async () => {
    used = new Map();
    judge = (key) => {
      if (key === 'right') return true;
      throw new Unauthenticated('The key is not known here.');
    };
    const counts: RateCounts = {
      take: async (budgets: readonly RateBudget[], points) => {
        const [{ key, requests }] = budgets as [RateBudget];
        const taken = (used.get(key) ?? 0) + points <= requests;
        if (taken) used.set(key, (used.get(key) ?? 0) + points);
        return { taken, standings: budgets.map((budget) => ({ budget, left: 0, resetMs: 1 })) };
      },
    };
    const keys = {
      canActivate: (context: ExecutionContext) =>
        judge(context.switchToHttp().getRequest<{ headers: Record<string, string> }>().headers['x-api-key']),
    };
    const options = [{ limit: 2, ttl: 60_000 }];
    guard = new StrangerLimitGuard(options, new ThrottlerStorageService(), new Reflector(), keys, counts);
    await guard.onModuleInit();
  });

  const show = (key: string, address = '192.0.2.7') =>
    guard.canActivate(contextOf(Routes, 'one', request({ 'x-api-key': key }, address)));
  const codeOf = (key: string, address?: string) =>
    show(key, address).then(
      () => 'ok',
      (error: { code: string }) => error.code,
    );

  it('counts keys that are refused by address, and then refuses them by the rate', async () => {
    const codes = [];
    for (const key of ['a', 'b', 'c']) codes.push(await codeOf(key));
    expect(codes).toEqual(['unauthenticated', 'unauthenticated', 'rate_limited']);
    expect(await codeOf('a', '192.0.2.8')).toBe('unauthenticated');
  });

  it('lets the right key through behind an address from which others are guessing, uncounted', async () => {
    for (const key of ['a', 'b', 'c', 'd']) await codeOf(key);
    expect(await codeOf('right')).toBe('ok');
    expect(used.get('address:192.0.2.7')).toBe(2);
  });

  it('counts an IPv6 network as one, since whoever has one has all its addresses', async () => {
    await codeOf('a', '2001:db8::1');
    await codeOf('a', '2001:db8::2');
    expect(await codeOf('a', '2001:db8::3')).toBe('rate_limited');
    expect(await codeOf('a', '2001:db8:0:1::1')).toBe('unauthenticated');
  });

  it('does not count a failure that is not the caller’s', async () => {
    judge = () => {
      throw new OdooUnavailable('It could not be asked.');
    };
    expect(await codeOf('right')).toBe('odoo_unavailable');
    expect(used.size).toBe(0);
  });
});
