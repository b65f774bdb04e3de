import { join } from 'node:path';

interface Door {
  call(number: number): Promise<unknown>;
}

interface Measured {
  readonly times: readonly number[];
  readonly failures: readonly string[];
}

interface Measure {
  inTurn<Value>(arms: ReadonlyArray<{ measure(round: number): Promise<Value> }>, rounds: number): Promise<Value[][]>;
  timedLoad(door: Door, how: { first: number; calls: number; concurrency: number }): Promise<Measured>;
  pacedLoad(
    door: Door,
    how: { first: number; calls: number; perSecond: number; random: () => number },
  ): Promise<Measured>;
  roundsOfParts(values: readonly number[], parts: number): number[];
  failedIn(rounds: readonly Measured[]): { failures: number; note?: string };
}

/** Every third call is refused. */
const refusing: Door = {
  call: async (number) => {
    if (number % 3 === 0) throw new Error(`no to ${number}`);
  },
};

describe('how benchmarks measure', () => {
  let measure: Measure;

  beforeAll(async () => {
    measure = (await import(join(process.cwd(), 'test/bench/measure.mjs'))) as Measure;
  });

  it('takes the mean of the parts of a round', () => {
    expect(measure.roundsOfParts([1, 3, 5, 7, 20, 40], 2)).toEqual([2, 6, 30]);
  });

  it('gives each arm its turn in each round, and no arm is always the first', async () => {
    const order: string[] = [];
    const arm = (name: string) => ({
      measure: async (round: number) => {
        order.push(name);
        return `${name}${round}`;
      },
    });
    expect(await measure.inTurn([arm('a'), arm('b'), arm('c')], 3)).toEqual([
      ['a0', 'a1', 'a2'],
      ['b0', 'b1', 'b2'],
      ['c0', 'c1', 'c2'],
    ]);
    expect(order.join('')).toBe('abcbcacab');
  });

  it('counts calls that failed, and takes no time of theirs', async () => {
    const found = await measure.timedLoad(refusing, { first: 1, calls: 9, concurrency: 4 });
    expect([found.times.length, found.failures]).toEqual([6, ['no to 3', 'no to 6', 'no to 9']]);
    expect(measure.failedIn([found, found])).toEqual({ failures: 6, note: 'the first that failed: no to 3' });
    expect(measure.failedIn([{ times: [1], failures: [] }])).toEqual({ failures: 0 });
  });

  it('is not taken where nothing is answered', async () => {
    const only = { first: 3, calls: 1, concurrency: 1, perSecond: 1000, random: () => 0 };
    await expect(measure.timedLoad(refusing, only)).rejects.toThrow('No call was answered: no to 3');
    await expect(measure.pacedLoad(refusing, only)).rejects.toThrow('No call was answered: no to 3');
  });

  it('goes on calling at its pace where earlier calls are not answered', async () => {
    const calls = 20;
    const all = Promise.withResolvers<void>();
    const asked: number[] = [];
    const patient: Door = {
      call: async (number) => {
        asked.push(number);
        if (asked.length === calls) all.resolve();
        await all.promise;
      },
    };
    const { times } = await measure.pacedLoad(patient, { first: 5, calls, perSecond: 10_000, random: () => 0.5 });
    expect(times.length).toBe(calls);
    expect(asked).toEqual(Array.from({ length: calls }, (_, index) => 5 + index));
  });
});
