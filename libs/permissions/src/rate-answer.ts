import { RateLimited, type RateStanding, type RateTake } from '#libs/contracts';

/** Where headers are put; a message has no answer of its own to put them on. */
export interface HeaderTaker {
  header?(name: string, value: string): unknown;
}

/** `RateLimit-Policy` and `RateLimit` of the IETF's draft, one member for each budget. Times are whole seconds. */
export function tellStandings(answer: HeaderTaker, standings: readonly RateStanding[]): void {
  const members = (told: (standing: RateStanding) => string) => standings.map(told).join(', ');
  answer.header?.(
    'ratelimit-policy',
    members(({ budget }) => `"${budget.name}";q=${budget.requests};w=${seconds(budget.windowMs)}`),
  );
  answer.header?.(
    'ratelimit',
    members(({ budget, left, resetMs }) => `"${budget.name}";r=${left};t=${seconds(resetMs)}`),
  );
}

/**
 * @param points as were asked for.
 * @throws RateLimited where nothing was taken.
 */
export function refuseUntaken({ taken, standings }: RateTake, points: number): void {
  if (taken) return;
  const short = standings.filter(({ left }) => left < points);
  const wait = Math.max(...short.map(({ resetMs }) => resetMs));
  const retryAfterSeconds = Math.max(1, seconds(wait));
  throw new RateLimited('Too many requests.', { retryAfterSeconds, hint: `Try again in ${retryAfterSeconds} s.` });
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1000);
}
