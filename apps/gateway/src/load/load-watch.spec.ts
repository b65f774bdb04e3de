import type { Logger } from '#libs/observability';
import { type Load, LoadWatch } from './load-watch.js';

const REST: Load = { lagMs: 1, heapShare: 0.2 };

describe('LoadWatch', () => {
  let load: Load;
  let logged: string[];
  let watch: LoadWatch;

  beforeEach(() => {
    load = REST;
    logged = [];
    const note = (_line: object, text: string): void => void logged.push(text);
    const meter = { start: () => {}, read: () => load, stop: () => {} };
    const logger = { warn: note, info: note } as unknown as Logger;
    watch = new LoadWatch(meter, { maxLagMs: 100, maxHeapShare: 0.9 }, logger);
  });

  function after(...readings: Array<Partial<Load>>): boolean {
    for (const reading of readings) {
      load = { ...REST, ...reading };
      watch.look();
    }
    return watch.isOverloaded;
  }

  it.each<[string, Partial<Load>]>([
    ['the event loop is late', { lagMs: 101 }],
    ['the heap is nearly full', { heapShare: 0.91 }],
  ])('is overloaded when %s twice in a row', (_what, high) => {
    expect(after(high)).toBe(false);
    expect(after(REST, high)).toBe(false);
    expect(after(high)).toBe(true);
  });

  it('is not at its limits, nor by one of them after the other now and then', () => {
    const atLimits = { lagMs: 100, heapShare: 0.9 };
    expect(after(atLimits, atLimits, { lagMs: 500 }, REST, { heapShare: 0.95 }, REST)).toBe(false);
  });

  it('stays so until both are well below their limits, and logs once each way', () => {
    expect(after({ lagMs: 500 }, { lagMs: 500 }, { lagMs: 90 }, { heapShare: 0.8 }, { lagMs: 500 })).toBe(true);
    expect(after({ lagMs: 79, heapShare: 0.7 })).toBe(false);
    expect(after(REST, REST)).toBe(false);
    expect(logged).toEqual(['overloaded: new calls are refused', 'no longer overloaded']);
  });
});
