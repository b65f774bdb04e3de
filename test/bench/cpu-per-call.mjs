// What one call costs in the process that serves it.
import { callNumbers, inTurn, load, PARTS, roundsOfParts } from './measure.mjs';
import { cpuMs } from './programs.mjs';

const CONCURRENCY = 4;

/**
 * @param arms `{program, door}`, and `beside` where something is to be done once a round within what is measured.
 * @param sizes `{rounds, calls, warmUpCalls}`. @param take numbers of calls, as `callNumbers` gives them.
 * @returns for each arm microseconds of processor time per call, round by round.
 */
export async function cpuPerCall(arms, { rounds, calls, warmUpCalls }, take = callNumbers()) {
  const spend = (door, count) => load(door, { first: take(count), calls: count, concurrency: CONCURRENCY });
  for (const { door } of arms) await spend(door, warmUpCalls);
  const callsInPart = calls / PARTS;
  const measures = arms.map(({ program, door, beside }) => ({
    measure: async (part) => {
      const before = cpuMs(program.pid);
      await spend(door, callsInPart);
      if ((part + 1) % PARTS === 0) await beside?.();
      return ((cpuMs(program.pid) - before) * 1000) / callsInPart;
    },
  }));
  return (await inTurn(measures, rounds * PARTS)).map((values) => roundsOfParts(values, PARTS));
}
