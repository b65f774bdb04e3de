// Rounds, medians and their spread.

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Makes `calls` calls with some of them under way at once; `first` is the number of the first one. */
export async function load({ call }, { first, calls, concurrency }) {
  let next = first;
  const worker = async () => {
    while (next < first + calls) await call(next++);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

/**
 * Measures arms in turn, round after round, so that what else the machine does hits all of them alike.
 * @param arms `{name, measure(round)}`, of which `measure` gives one number.
 * @returns a row each: the median of its rounds, the least and the most.
 */
export async function interleaved(arms, rounds) {
  const values = new Map(arms.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    // The order turns, or the first arm would always find the machine at rest.
    const turned = arms.map((_, index) => arms[(index + round) % arms.length]);
    for (const { name, measure } of turned) values.get(name).push(await measure(round));
  }
  return arms.map(({ name }) => spread(name, values.get(name)));
}

/** A row of figures that were taken one by one. */
export function spread(name, values) {
  const sorted = values.toSorted((a, b) => a - b);
  return { name, median: median(sorted), least: sorted[0], most: sorted.at(-1) };
}
