// Figures of many calls.

/** @param share 0.99 for the p99. @returns NaN where there are none. */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** How long those calls took that ended so, in milliseconds. */
export function timesOf(outcomes, isWanted) {
  return outcomes.filter(({ code }) => isWanted(code)).map(({ ms }) => ms);
}
