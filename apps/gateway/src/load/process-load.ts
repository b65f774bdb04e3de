import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { Load, LoadMeter } from './load-watch.js';

/** Of this process. */
export class ProcessLoad implements LoadMeter {
  private readonly delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  start(): void {
    this.delays.enable();
  }

  read(): Load {
    const { mean } = this.delays;
    this.delays.reset();
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    // What is measured has the pause between two measurements in it; there is no mean where there was none.
    return { lagMs: Math.max(0, (mean || 0) / NANOSECONDS - RESOLUTION_MS), heapShare: used / limit };
  }

  stop(): void {
    this.delays.disable();
  }
}

const RESOLUTION_MS = 20;
/** In a millisecond. */
const NANOSECONDS = 1_000_000;
