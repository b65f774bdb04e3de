// Rows of the published table.
import { spread } from './measure.mjs';

/** @param values one of each round. @param more members of the row besides. */
export function rowOf(figure, name, unit, values, more = {}) {
  return { figure, ...spread(name, values), unit, rounds: values.length, ...more };
}

/** A row with its baseline, whose median its own is divided by. */
export function beside(baseline, row, more = {}) {
  return { ...row, ratio: row.median / baseline.median, against: baseline.name, ...more };
}
