type Point = readonly [x: number, y: number];

/**
 * How y moves with x, as Theil and Sen have it: the median slope of all pairs, which single odd readings do not move.
 * @param points with different x.
 * @returns y per x.
 */
export function slopeOf(points: readonly Point[]): number {
  const slopes = points.flatMap(([x, y], index) =>
    points.slice(index + 1).map(([otherX, otherY]) => (otherY - y) / (otherX - x)),
  );
  return percentile(slopes, 0.5);
}

/** The least of the values that so large a part of them does not exceed. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const found = sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
  if (found === undefined) throw new Error('There are too few values.');
  return found;
}
