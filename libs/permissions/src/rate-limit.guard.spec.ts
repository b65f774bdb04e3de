import { Reflector } from '@nestjs/core';
import { ThrottlerStorageService } from '@nestjs/throttler';
import type { Principal, RateBudget, RateCounts } from '#libs/contracts';
import { contextOf, type FakeRequest, messageContextOf, request } from '../../../test/fixtures/execution-context.js';
import { principal } from '../../../test/fixtures/principals.js';
import { CallerBudgets } from './caller-budgets.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { Public, TakesBatches } from './route-access.decorator.js';

class Routes {
  one(): void {}
  two(): void {}

  @TakesBatches()
  batch(): void {}

  @Public()
  open(): void {}
}

class Counts implements RateCounts {
  readonly used = new Map<string, number>();

  async take(budgets: readonly RateBudget[], points: number) {
    const taken = budgets.every(({ key, requests }) => (this.used.get(key) ?? 0) + points <= requests);
    const standings = budgets.map((budget) => {
      const used = (this.used.get(budget.key) ?? 0) + (taken ? points : 0);
      this.used.set(budget.key, used);
      return { budget, left: budget.requests - used, resetMs: budget.windowMs - 17_500 };
    });
    return { taken, standings };
  }
}

describe('RateLimitGuard', () => {
  let guard: RateLimitGuard;
  const someone = principal('readonly', {}, 'someone');

  beforeEach(async () => {
    const rates = { requests: 4, refusals: 1, windowMs: 60_000, maxTracked: 100 };
    const budgets = new CallerBudgets(new Counts(), rates);
    const options = [{ limit: 1, ttl: 60_000 }];
    guard = new RateLimitGuard(options, new ThrottlerStorageService(), new Reflector(), budgets);
    await guard.onModuleInit();
  });

  function asked(caller: Principal, more: Partial<FakeRequest> & { body?: unknown } = {}): FakeRequest {
    return { ...request(), principal: caller, ...more };
  }

  const ask = (method: 'one' | 'two' | 'batch' | 'open', caller = someone, more = {}) =>
    guard.canActivate(contextOf(Routes, method, asked(caller, more)));

  async function headersOf(caller: Principal): Promise<Record<string, string>> {
    const headers: Record<string, string> = {};
    const context = contextOf(Routes, 'one', asked(caller));
    const header = (name: string, value: string) => (headers[name] = value);
    context.switchToHttp().getResponse<{ header: unknown }>().header = header;
    await guard.canActivate(context);
    return headers;
  }

  it('gives a caller one budget for all routes and addresses, and says when to come again', async () => {
    for (const ip of ['192.0.2.1', '192.0.2.2', '2001:db8::1']) await ask('one', someone, { ip });
    await ask('two');
    await expect(ask('one')).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterSeconds: 43,
      hint: 'Try again in 43 s.',
    });
    expect(await ask('one', principal('readonly', {}, 'other'))).toBe(true);
  });

  it('counts requests and messages together', async () => {
    const send = () => guard.canActivate(messageContextOf(Routes, 'one', asked(someone)));
    for (let index = 0; index < 2; index += 1) {
      await ask('one');
      await send();
    }
    await expect(send()).rejects.toMatchObject({ code: 'rate_limited' });
    await expect(ask('one')).rejects.toMatchObject({ code: 'rate_limited' });
  });

  it('counts each message of a batch where batches are taken, and takes none of one that is too large', async () => {
    await expect(ask('batch', someone, { body: [1, 2, 3, 4, 5] })).rejects.toMatchObject({ code: 'rate_limited' });
    await ask('batch', someone, { body: [1, 2, 3] });
    await expect(ask('batch', someone, { body: [1, 2] })).rejects.toMatchObject({ code: 'rate_limited' });
    await ask('batch', someone, { body: [] });
    await expect(ask('batch', someone, { body: {} })).rejects.toMatchObject({ code: 'rate_limited' });
  });

  it('counts one request for a list in the body of any other route', async () => {
    await ask('one', someone, { body: [1, 2, 3, 4, 5] });
    expect(await ask('one')).toBe(true);
  });

  it('keeps a caller to its own limit where that is lower, and to the gateway’s where that is', async () => {
    const low: Principal = { ...someone, id: 'low', rate: { requests: 1, windowMs: 60_000 } };
    const high: Principal = { ...someone, id: 'high', rate: { requests: 100, windowMs: 60_000 } };
    await ask('one', low);
    await expect(ask('one', low)).rejects.toMatchObject({ code: 'rate_limited' });
    for (let index = 0; index < 4; index += 1) await ask('one', high);
    await expect(ask('one', high)).rejects.toMatchObject({ code: 'rate_limited' });
  });

  it('keeps it to both where their windows differ, and tells of both', async () => {
    const own: Principal = { ...someone, rate: { requests: 2, windowMs: 3_600_000 } };
    expect(await headersOf(own)).toEqual({
      'ratelimit-policy': '"caller";q=4;w=60, "caller-own";q=2;w=3600',
      ratelimit: '"caller";r=3;t=43, "caller-own";r=1;t=3583',
    });
    await ask('one', own);
    await expect(ask('one', own)).rejects.toMatchObject({ retryAfterSeconds: 3583 });
  });

  it('does not count probes of public routes', async () => {
    const probes = Array.from({ length: 6 }, () => ask('open'));
    expect(new Set(await Promise.all(probes))).toEqual(new Set([true]));
  });

  it('refuses who came past the keys', async () => {
    await expect(guard.canActivate(contextOf(Routes, 'one', request()))).rejects.toMatchObject({ code: 'internal' });
  });
});
