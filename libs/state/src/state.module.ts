import { Inject, Logger, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '#libs/config';
import { IDEMPOTENCY_RECORDS, RATE_COUNTS, SHARED_SESSIONS, type SharedSessions, STATE_SIGNER } from '#libs/contracts';
import { HmacStateSigner } from './hmac-state-signer.js';
import { MemoryIdempotencyRecords } from './memory-idempotency-records.js';
import { MemoryRateCounts } from './memory-rate-counts.js';
import { MemorySessions } from './memory-sessions.js';
import { NoteCipher } from './note-cipher.js';
import type { RedisClient } from './redis-client.js';
import { connectSoon } from './redis-connection.js';
import { RedisIdempotencyRecords } from './redis-idempotency-records.js';
import { RedisRateCounts } from './redis-rate-counts.js';
import { RedisSessions } from './redis-sessions.js';

const REDIS_CLIENT = Symbol('REDIS_CLIENT');

/** What replicas share: the secret that seals what clients carry, and with Redis rates, keyed calls and MCP sessions. */
@Module({
  providers: [
    {
      provide: STATE_SIGNER,
      inject: [GATEWAY_CONFIG],
      useFactory: ({ access }: GatewayConfig) => new HmacStateSigner(access.stateSecret),
    },
    {
      provide: REDIS_CLIENT,
      inject: [GATEWAY_CONFIG],
      // Loaded only by those who have a Redis.
      useFactory: async ({ redis }: GatewayConfig) =>
        redis && (await import('./redis-client.js')).redisClient(redis.url),
    },
    { provide: RATE_COUNTS, inject: [GATEWAY_CONFIG, REDIS_CLIENT], useFactory: rateCounts },
    { provide: IDEMPOTENCY_RECORDS, inject: [GATEWAY_CONFIG, REDIS_CLIENT], useFactory: idempotencyRecords },
    { provide: SHARED_SESSIONS, inject: [GATEWAY_CONFIG, REDIS_CLIENT], useFactory: sharedSessions },
  ],
  exports: [STATE_SIGNER, RATE_COUNTS, IDEMPOTENCY_RECORDS, SHARED_SESSIONS],
})
export class StateModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(REDIS_CLIENT) private readonly client: RedisClient | undefined,
    @Inject(SHARED_SESSIONS) private readonly sessions: SharedSessions,
  ) {}

  async onModuleInit(): Promise<void> {
    const { client, sessions } = this;
    await Promise.all([client && connectSoon(client), sessions instanceof RedisSessions && sessions.listen()]);
  }

  /** The last requests have been answered by now. */
  onApplicationShutdown(): void {
    if (this.sessions instanceof RedisSessions) this.sessions.close();
    if (this.client?.isOpen) this.client.destroy();
  }
}

function rateCounts({ redis, limits }: GatewayConfig, client: RedisClient | undefined) {
  const now = () => performance.now();
  const local = new MemoryRateCounts(limits.rates.maxTracked, now);
  if (!redis || !client) return local;
  const logger = new Logger('RateCounts');
  return new RedisRateCounts(client, local, {
    timeoutMs: redis.timeoutMs,
    now,
    reachable: (is) => {
      if (is) logger.log('Redis answers again: rates are counted for all replicas.');
      else logger.warn('Redis does not answer: rates are counted in this process alone.');
    },
  });
}

function idempotencyRecords({ access, redis, limits }: GatewayConfig, client: RedisClient | undefined) {
  if (redis && client) {
    const settings = { ...limits.idempotency, timeoutMs: redis.timeoutMs };
    return new RedisIdempotencyRecords(client, new NoteCipher(access.stateSecret), settings);
  }
  return new MemoryIdempotencyRecords({ ...limits.idempotency, now: () => performance.now() });
}

function sharedSessions({ redis, mcp }: GatewayConfig, client: RedisClient | undefined): SharedSessions {
  const { sessionIdleMs: idleMs } = mcp;
  const local = new MemorySessions(idleMs, () => performance.now());
  return redis && client ? new RedisSessions(client, local, { idleMs, timeoutMs: redis.timeoutMs }) : local;
}
