// How a figure moves over time, as far as it can be told from noise.
import { median } from '../bench/measure.mjs';

/**
 * The slope of Theil and Sen: the median of those of all pairs, which single odd readings do not move.
 * @param points `[x, y]`, with different `x`.
 * @returns y per x.
 */
export function slopeOf(points) {
  const slopes = points.flatMap(([x, y], index) =>
    points.slice(index + 1).map(([otherX, otherY]) => (otherY - y) / (otherX - x)),
  );
  if (slopes.length === 0) throw new Error('A trend needs two points at least.');
  return median(slopes);
}

/** The value that so large a part of the values does not exceed. */
export function percentile(values, part) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
}
