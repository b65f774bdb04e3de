import type { OdooCaller, UserContext } from '#libs/contracts';
import { LRUCache } from 'lru-cache';

/** What Odoo knows of a connection's user, kept for some minutes, asked for once however many wait for it. */
export class CachedUserContext {
  private readonly cache: LRUCache<'user', UserContext>;

  constructor(caller: OdooCaller, { fieldsCacheMs }: { readonly fieldsCacheMs: number }, now: () => number) {
    this.cache = new LRUCache({
      max: 1,
      // 0 would mean "for ever" to the cache.
      ttl: Math.max(fieldsCacheMs, 1),
      perf: { now },
      // Else the cache would look at the clock once in a while only.
      ttlResolution: 0,
      fetchMethod: () => contextOf(caller),
    });
  }

  get(): Promise<UserContext> {
    return this.cache.forceFetch('user');
  }
}

async function contextOf(caller: OdooCaller): Promise<UserContext> {
  const operation = { model: 'res.users', method: 'context_get', args: [], kwargs: {} };
  const { lang, tz } = ((await caller.call(operation, { readsOnly: true })) ?? {}) as { lang?: unknown; tz?: unknown };
  return { lang: textOrNothing(lang), timezone: textOrNothing(tz) };
}

function textOrNothing(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
