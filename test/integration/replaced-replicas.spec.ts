import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

interface Found {
  readonly calls: number;
  readonly failures: readonly unknown[];
  /** Calls in flight at all replicas when one was killed. */
  readonly underWay: number;
  /** Failures of calls that began after that. */
  readonly late: readonly unknown[];
  readonly resumedMs: readonly number[];
  readonly rows: number;
  readonly twice: { readonly rows: number };
  readonly lost: object;
  readonly streamFailures: readonly unknown[];
}

const PROGRAM = join(process.cwd(), 'test/bench/replaced-replicas.mjs');
/** Far more than the half minute that it takes, since the machine may be busy. */
const ENOUGH_MS = 300_000;

const EXACT = { twice: { rows: 0 }, lost: { rows: 0, changes: 0 } };

async function play(scenario: object): Promise<Found> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, JSON.stringify(scenario)]);
  return JSON.parse(stdout) as Found;
}

/** The short form of `make bench NAMES="rolling killed"`: three built gateways behind HAProxy, with a real Redis. */
describe('replicas behind HAProxy', () => {
  it(
    'are replaced without a call that fails, or a stream that does not go on',
    async () => {
      const { calls, resumedMs, rows, ...found } = await play({
        rounds: 1,
        perSecond: 20,
        streams: { rows: 5, changes: 15 },
      });
      expect(found).toMatchObject({ failures: [], streamFailures: [], ...EXACT });
      expect([calls, resumedMs.length, rows].every((count) => count > 0)).toBe(true);
    },
    ENOUGH_MS,
  );

  it(
    'lose no call but of those in flight when one is killed',
    async () => {
      const { failures, underWay, late, resumedMs, ...found } = await play({
        rounds: 0,
        perSecond: 20,
        streams: { rows: 5, changes: 15 },
      });
      expect(late).toEqual([]);
      expect(failures.slice(underWay)).toEqual([]);
      expect(found).toMatchObject(EXACT);
      expect(resumedMs.length).toBeGreaterThan(0);
    },
    ENOUGH_MS,
  );
});
