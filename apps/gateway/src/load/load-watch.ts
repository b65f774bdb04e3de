import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { LoadLimits } from '#libs/config';
import type { Logger } from '#libs/observability';

export interface Load {
  /** How late the event loop came to its work, on average. */
  readonly lagMs: number;
  /** Of what the heap may grow to, 0 to 1. */
  readonly heapShare: number;
}

/** Has a beginning and an end. */
export interface LoadMeter {
  start(): void;
  /** Since the last reading. */
  read(): Load;
  stop(): void;
}

/**
 * Whether the process has more to do than it can. It does after two readings in a row above a limit, for one call may
 * block once; it does no longer after one that is well below both.
 */
export class LoadWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private overloaded = false;
  private above = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly meter: LoadMeter,
    private readonly limits: LoadLimits,
    private readonly logger: Logger,
  ) {}

  get isOverloaded(): boolean {
    return this.overloaded;
  }

  onApplicationBootstrap(): void {
    this.meter.start();
    this.timer = setInterval(() => this.look(), INTERVAL_MS);
    this.timer.unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
    this.meter.stop();
  }

  /** To be called once in an interval. */
  look(): void {
    const load = this.meter.read();
    this.above = this.isAbove(load, 1) ? this.above + 1 : 0;
    if (!this.overloaded && this.above >= READINGS) this.turn(true, load);
    else if (this.overloaded && !this.isAbove(load, WELL_BELOW)) this.turn(false, load);
  }

  private isAbove({ lagMs, heapShare }: Load, share: number): boolean {
    return lagMs > this.limits.maxLagMs * share || heapShare > this.limits.maxHeapShare * share;
  }

  private turn(overloaded: boolean, { lagMs, heapShare }: Load): void {
    this.overloaded = overloaded;
    const line = { lagMs: Math.round(lagMs), heapPercent: Math.round(heapShare * 100) };
    if (overloaded) this.logger.warn(line, 'overloaded: new calls are refused');
    else this.logger.info(line, 'no longer overloaded');
  }
}

const INTERVAL_MS = 500;
const READINGS = 2;
const WELL_BELOW = 0.8;
