import type { RateBudget } from '#libs/contracts';
import { MemoryRateCounts } from './memory-rate-counts.js';
import { RedisRateCounts } from './redis-rate-counts.js';
import type { ScriptBudget } from './take-script.js';

const budget: RateBudget = { name: 'test', key: 'a', requests: 5, windowMs: 1000 };

/** Answers when the test says so. */
class HeldClient {
  isReady = true;
  readonly sent: Array<readonly [ScriptBudget | undefined, number]> = [];
  readonly aheads: number[] = [];
  private readonly answers: Array<PromiseWithResolvers<readonly number[]>> = [];

  take(budgets: readonly ScriptBudget[], points: number, ahead: number): Promise<readonly number[]> {
    this.sent.push([budgets[0], points]);
    this.aheads.push(ahead);
    const answer = Promise.withResolvers<readonly number[]>();
    this.answers.push(answer);
    return answer.promise;
  }

  /** @param used points of the one budget, with those that were taken ahead. */
  answer(fits: number, used: number, resetMs: number, ahead = 0): void {
    this.answers.shift()?.resolve([fits, ahead, used, resetMs]);
  }

  fail(): void {
    this.answers.shift()?.reject(new Error('gone'));
  }
}

describe('RedisRateCounts', () => {
  let now: number;
  let client: HeldClient;
  let reachable: boolean[];
  let counts: RedisRateCounts;

  beforeEach(() => {
    jest.useFakeTimers();
    now = 0;
    client = new HeldClient();
    reachable = [];
    counts = new RedisRateCounts(client, new MemoryRateCounts(10, () => now), {
      timeoutMs: 100,
      now: () => now,
      reachable: (is) => reachable.push(is),
    });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  const take = (points = 1) => counts.take([budget], points);
  const shared = async (...reply: Parameters<HeldClient['answer']>) => {
    const taking = take();
    client.answer(...reply);
    return taking;
  };

  it('says what Redis says', async () => {
    expect(await shared(1, 4, 700)).toEqual({ taken: true, standings: [{ budget, left: 1, resetMs: 700 }] });
    expect(await shared(0, 5, 600)).toMatchObject({ taken: false, standings: [{ left: 0, resetMs: 600 }] });
    const fresh = { key: 'odoo-mcp:rate:a', limit: 5, windowMs: 1000, untold: 0, atLeast: 0 };
    expect(client.sent[0]).toMatchObject([fresh, 1]);
    expect(client.sent[1]).toMatchObject([fresh, 1]);
    expect(reachable).toEqual([]);
  });

  it('goes on by itself from the last shared count while Redis cannot be reached, and says so once', async () => {
    await shared(1, 3, 700);
    client.isReady = false;
    expect(await take()).toMatchObject({ taken: true, standings: [{ left: 1, resetMs: 700 }] });
    expect(await take()).toMatchObject({ taken: true });
    expect(await take()).toMatchObject({ taken: false });
    expect(client.sent).toHaveLength(1);
    expect(reachable).toEqual([false]);
  });

  it('tells Redis afterwards what it has counted, once, and says that it is back', async () => {
    await shared(1, 2, 700);
    client.isReady = false;
    await take();
    await take();
    client.isReady = true;
    now = 100;
    await shared(1, 5, 600);
    expect(client.sent[1]).toEqual([
      { key: 'odoo-mcp:rate:a', limit: 5, windowMs: 1000, untold: 2, atLeast: 4, restMs: 600 },
      1,
    ]);
    await shared(0, 5, 600);
    expect(client.sent[2]).toMatchObject([{ untold: 0, atLeast: 0 }, 1]);
    expect(reachable).toEqual([false, true]);
  });

  it('tells Redis how far the count had come where the window surely lasts, for Redis may have lost it', async () => {
    const long = { ...budget, windowMs: 60_000 };
    const takeLong = () => counts.take([long], 1);
    const first = takeLong();
    client.answer(1, 4, 50_000);
    await first;
    const second = takeLong();
    client.answer(1, 5, 4000);
    await second;
    void takeLong();
    expect(client.sent.map(([shown]) => [shown?.untold, shown?.atLeast, shown?.restMs])).toEqual([
      [0, 0, 60_000],
      [0, 4, 50_000],
      [0, 0, 4000],
    ]);
    client.answer(0, 5, 4000);
  });

  it('keeps what was not told when a command fails', async () => {
    client.isReady = false;
    await take();
    client.isReady = true;
    const failing = take();
    client.fail();
    expect(await failing).toMatchObject({ taken: true, standings: [{ left: 3 }] });
    await shared(1, 3, 900);
    expect(client.sent[1]).toMatchObject([{ untold: 2, atLeast: 2 }, 1]);
  });

  describe('with points taken ahead', () => {
    const wide = { ...budget, requests: 1000, windowMs: 60_000 };
    const takeWide = (points = 1) => counts.take([wide], points);
    const sharedWide = async (points: number, ...reply: Parameters<HeldClient['answer']>) => {
      const taking = takeWide(points);
      client.answer(...reply);
      return taking;
    };

    it('asks Redis again only when they are used up', async () => {
      expect(await sharedWide(1, 1, 103, 50_000, 2)).toMatchObject({ taken: true, standings: [{ left: 899 }] });
      expect(await takeWide()).toMatchObject({ taken: true, standings: [{ left: 898 }] });
      expect(await takeWide()).toMatchObject({ taken: true, standings: [{ left: 897 }] });
      await sharedWide(1, 1, 104, 50_000);
      expect(client.sent).toMatchObject([
        [{ untold: 0 }, 1],
        [{ untold: 0, atLeast: 103 }, 1],
      ]);
    });

    it('takes none for calls that come while it does', async () => {
      const first = takeWide();
      const second = takeWide();
      client.answer(1, 17, 50_000, 16);
      client.answer(1, 18, 50_000);
      expect(await first).toMatchObject({ standings: [{ left: 999 }] });
      expect(await second).toMatchObject({ standings: [{ left: 998 }] });
      await sharedWide(20, 1, 22, 50_000);
      expect(client.aheads).toEqual([16, 0, 16]);
    });

    it('gives them back with a call that costs more', async () => {
      await sharedWide(1, 1, 103, 50_000, 2);
      expect(await sharedWide(5, 1, 106, 50_000)).toMatchObject({ standings: [{ left: 894 }] });
      expect(client.sent[1]).toMatchObject([{ untold: -2, atLeast: 101 }, 5]);
    });

    it('uses each of them once, though Redis dies while they are shown to it', async () => {
      await sharedWide(1, 1, 997, 50_000, 2);
      const failing = takeWide(3);
      client.fail();
      expect(await failing).toMatchObject({ taken: true, standings: [{ left: 2 }] });
      client.isReady = false;
      expect(await takeWide(2)).toMatchObject({ taken: true, standings: [{ left: 0 }] });
      expect(await takeWide()).toMatchObject({ taken: false });
      client.isReady = true;
      await sharedWide(1, 0, 1000, 50_000);
      expect(client.sent[2]).toMatchObject([{ untold: 3, atLeast: 1000 }, 1]);
    });

    it('neither uses them nor gives them back where their window may have ended in Redis', async () => {
      await sharedWide(1, 1, 103, 6000, 2);
      now = 1000;
      void takeWide();
      expect(client.sent[1]).toMatchObject([{ untold: 0, atLeast: 0 }, 1]);
      client.answer(1, 1, 60_000);
    });

    it('has those ahead that come with an answer for which nobody waits any more', async () => {
      const first = takeWide();
      await jest.advanceTimersByTimeAsync(100);
      await first;
      client.answer(1, 3, 50_000, 2);
      await jest.advanceTimersByTimeAsync(0);
      await takeWide(2);
      expect(client.sent).toHaveLength(1);
    });
  });

  it('waits for an answer so long and no longer, and then for no other until it has come', async () => {
    const first = take();
    await jest.advanceTimersByTimeAsync(100);
    expect(await first).toMatchObject({ taken: true });
    expect(await take()).toMatchObject({ taken: true });
    expect(client.sent).toHaveLength(1);
    client.answer(1, 1, 900);
    await jest.advanceTimersByTimeAsync(0);
    await shared(1, 3, 900);
    // The first was counted by Redis, if late.
    expect(client.sent[1]).toMatchObject([{ untold: 1 }, 1]);
    expect(reachable).toEqual([false, true]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
