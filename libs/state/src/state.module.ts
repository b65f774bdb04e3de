import { Inject, Logger, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '#libs/config';
import { IDEMPOTENCY_RECORDS, RATE_COUNTS, STATE_SIGNER } from '#libs/contracts';
import { HmacStateSigner } from './hmac-state-signer.js';
import { MemoryIdempotencyRecords } from './memory-idempotency-records.js';
import { MemoryRateCounts } from './memory-rate-counts.js';
import { NoteCipher } from './note-cipher.js';
import { connectSoon, type RedisClient, redisClient } from './redis-connection.js';
import { RedisIdempotencyRecords } from './redis-idempotency-records.js';
import { RedisRateCounts } from './redis-rate-counts.js';

const REDIS_CLIENT = Symbol('REDIS_CLIENT');

/** What replicas of the gateway share: the secret that seals what clients carry, and with Redis rates and keyed calls. */
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
      useFactory: ({ redis }: GatewayConfig) => redis && redisClient(redis.url),
    },
    { provide: RATE_COUNTS, inject: [GATEWAY_CONFIG, REDIS_CLIENT], useFactory: rateCounts },
    { provide: IDEMPOTENCY_RECORDS, inject: [GATEWAY_CONFIG, REDIS_CLIENT], useFactory: idempotencyRecords },
  ],
  exports: [STATE_SIGNER, RATE_COUNTS, IDEMPOTENCY_RECORDS],
})
export class StateModule implements OnModuleInit, OnApplicationShutdown {
  constructor(@Inject(REDIS_CLIENT) private readonly client: RedisClient | undefined) {}

  async onModuleInit(): Promise<void> {
    if (this.client) await connectSoon(this.client);
  }

  /** The last requests have been answered by now. */
  onApplicationShutdown(): void {
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
