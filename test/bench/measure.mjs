// Rounds, medians and their spread.
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Hands out numbers for calls, none of them twice. @returns `take(calls)`, the first of so many. */
export function callNumbers() {
  let next = 0;
  return (calls) => {
    next += calls;
    return next - calls;
  };
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
 * The same against the clock.
 * @returns `perSecond`, how many were answered; `times`, how long these took in milliseconds; `failures`, why others were not.
 */
export async function timedLoad(door, how) {
  const { call, times, failures } = timed(door);
  const began = performance.now();
  await load({ call }, how);
  requireTimes(times, failures);
  return { perSecond: (times.length * 1000) / (performance.now() - began), times, failures };
}

/**
 * Makes calls at random moments, `perSecond` of them on average, whatever becomes of them.
 * @param random as `Math.random`. @returns `times` and `failures` as `timedLoad`.
 */
export async function pacedLoad(door, { first, calls, perSecond, random }) {
  const { call, times, failures } = timed(door);
  const underWay = [];
  const began = performance.now();
  let due = 0;
  for (let number = first; number < first + calls; number += 1) {
    const early = due - (performance.now() - began);
    // Late or not, answers have to be read meanwhile.
    await (early > 0 ? sleep(early) : turn());
    underWay.push(call(number));
    due -= (Math.log(1 - random()) * 1000) / perSecond;
  }
  await Promise.all(underWay);
  requireTimes(times, failures);
  return { times, failures };
}

function requireTimes(times, [reason]) {
  if (times.length === 0) throw new Error(`No call was answered: ${reason}`);
}

/** What failed in rounds of these: how many calls, and why the first of them did. */
export function failedIn(rounds) {
  const reasons = rounds.flatMap(({ failures }) => failures);
  return { failures: reasons.length, ...(reasons.length > 0 && { note: `the first that failed: ${reasons[0]}` }) };
}

/** A door whose calls are timed, and counted where they fail. */
function timed(door) {
  const times = [];
  const failures = [];
  const call = async (number) => {
    const began = performance.now();
    try {
      await door.call(number);
      times.push(performance.now() - began);
    } catch (error) {
      failures.push(error.message);
    }
  };
  return { call, times, failures };
}

/**
 * Measures arms in turn, round after round, so that what else the machine does hits all of them alike.
 * @param arms `{measure(round)}`.
 * @returns for each arm what was measured, round by round.
 */
export async function inTurn(arms, rounds) {
  const found = arms.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (let place = 0; place < arms.length; place += 1) {
      // The order turns, or the first arm would always find the machine at rest.
      const index = (place + round) % arms.length;
      found[index].push(await arms[index].measure(round));
    }
  }
  return found;
}

/** In which a round is measured where that is possible: what a host does for some seconds then hits all arms alike. */
export const PARTS = 10;

/** @param values of parts, one after the other. @param parts of a round. @returns the mean of each round. */
export function roundsOfParts(values, parts) {
  const rounds = Array.from({ length: values.length / parts }, (_, at) => values.slice(at * parts, (at + 1) * parts));
  return rounds.map((round) => round.reduce((sum, value) => sum + value, 0) / parts);
}

/** The same where `measure` gives one number. @param arms have a `name` too. @returns a row each. */
export async function interleaved(arms, rounds) {
  const found = await inTurn(arms, rounds);
  return arms.map(({ name }, index) => ({ ...spread(name, found[index]), rounds }));
}

/** A row of figures that were taken one by one. */
export function spread(name, values) {
  const sorted = values.toSorted((a, b) => a - b);
  return { name, median: median(sorted), least: sorted[0], most: sorted.at(-1) };
}

export const ratioAtMost = (atMost) => ({ of: 'ratio', atMost });
export const ratioAtLeast = (atLeast) => ({ of: 'ratio', atLeast });
