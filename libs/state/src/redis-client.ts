import { createClient } from '@redis/client';
import { BEGIN_KEYED, END_KEYED, FREE_KEYED, RENEW_KEYED, SEND_KEYED } from './idempotency-scripts.js';
import { CONNECT_MS } from './redis-connection.js';
import { TAKE } from './take-script.js';

/** Pings, so that a connection whose other end has gone is noticed, and made anew, without anybody's waiting for it. */
const PING_MS = 1000;
const SILENCE_MS = 3000;
const RECONNECT_MS = 500;

export type RedisClient = ReturnType<typeof redisClient>;

/** A client that refuses what it cannot send at once, and connects again for as long as it is not destroyed. */
export function redisClient(url: string) {
  const client = createClient({
    url,
    scripts: {
      take: TAKE,
      beginKeyed: BEGIN_KEYED,
      sendKeyed: SEND_KEYED,
      renewKeyed: RENEW_KEYED,
      endKeyed: END_KEYED,
      freeKeyed: FREE_KEYED,
    },
    disableOfflineQueue: true,
    pingInterval: PING_MS,
    socket: { connectTimeout: CONNECT_MS, socketTimeout: SILENCE_MS, reconnectStrategy: () => RECONNECT_MS },
  });
  // Nobody need act on them: it connects again, and its user notices by the commands that fail.
  client.on('error', () => {});
  return client;
}
