import type { RedisClient } from './redis-client.js';

export const CONNECT_MS = 2000;

/** Begins to connect, and waits for it no longer than a start may take: a gateway without its Redis serves too. */
export async function connectSoon(client: RedisClient): Promise<void> {
  const ready = client.connect().catch(() => {});
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, CONNECT_MS)));
  await Promise.race([ready, enough]);
  clearTimeout(timer);
}
