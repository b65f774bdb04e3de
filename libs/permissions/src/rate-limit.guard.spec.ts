import { Reflector } from '@nestjs/core';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { contextOf, messageContextOf, request } from '../../../test/fixtures/execution-context.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { Public } from './route-access.decorator.js';

class Routes {
  one(): void {}
  two(): void {}

  @Public()
  open(): void {}
}

class CountingStorage implements ThrottlerStorage {
  private readonly hits = new Map<string, number>();

  async increment(key: string, _ttl: number, limit: number) {
    const totalHits = (this.hits.get(key) ?? 0) + 1;
    this.hits.set(key, totalHits);
    return { totalHits, timeToExpire: 60, isBlocked: totalHits > limit, timeToBlockExpire: 42 };
  }
}

describe('RateLimitGuard', () => {
  let guard: RateLimitGuard;

  beforeEach(async () => {
    guard = new RateLimitGuard([{ limit: 2, ttl: 60_000 }], new CountingStorage(), new Reflector());
    await guard.onModuleInit();
  });

  const ask = (method: 'one' | 'two' | 'open', address: string) =>
    guard.canActivate(contextOf(Routes, method, request({}, address)));

  it('gives a caller one budget for all routes, and says when to come again', async () => {
    await ask('one', '192.0.2.7');
    await ask('two', '192.0.2.7');
    await expect(ask('one', '192.0.2.7')).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterSeconds: 42,
      hint: 'Try again in 42 s.',
    });
  });

  it('counts requests and messages together', async () => {
    const send = () => guard.canActivate(messageContextOf(Routes, 'one', request({}, '192.0.2.7')));
    await ask('one', '192.0.2.7');
    await send();
    await expect(send()).rejects.toMatchObject({ code: 'rate_limited', retryAfterSeconds: 42 });
    await expect(ask('one', '192.0.2.7')).rejects.toMatchObject({ code: 'rate_limited' });
  });

  it('gives each address its own', async () => {
    await ask('one', '192.0.2.7');
    await ask('one', '192.0.2.7');
    expect(await ask('one', '192.0.2.8')).toBe(true);
  });

  it('counts an IPv6 network as one caller, since whoever has one has all its addresses', async () => {
    await ask('one', '2001:db8::1');
    await ask('one', '2001:db8::2');
    await expect(ask('one', '2001:db8::3')).rejects.toMatchObject({ code: 'rate_limited' });
    expect(await ask('one', '2001:db8:0:1::1')).toBe(true);
  });

  it('does not count probes of public routes', async () => {
    const asked = Array.from({ length: 5 }, () => ask('open', '192.0.2.7'));
    expect(await Promise.all(asked)).toEqual([true, true, true, true, true]);
  });
});
