import { GatewayUnavailable } from '#libs/contracts';

/** `draining` until it ends, once it has been told to. */
export type Standing = 'serving' | 'overloaded' | 'draining';

/** Whether the gateway takes new calls; probes and doors ask. */
export class ServiceState {
  private since: number | undefined;

  /**
   * @param now monotonic, in milliseconds.
   * @param random 0 to 1.
   */
  constructor(
    private readonly load: { readonly isOverloaded: boolean },
    private readonly now: () => number,
    private readonly random: () => number,
  ) {}

  get standing(): Standing {
    if (this.since !== undefined) return 'draining';
    return this.load.isOverloaded ? 'overloaded' : 'serving';
  }

  /** Tells probes; calls are taken as before, for some will still be sent here. */
  drain(): void {
    this.since ??= this.now();
  }

  /** Of a time that began with draining. */
  leftOf(milliseconds: number): number {
    return Math.max(0, milliseconds - (this.since === undefined ? 0 : this.now() - this.since));
  }

  /** @throws GatewayUnavailable while there is more to do than the process can. */
  requireCapacity(): void {
    if (!this.load.isOverloaded) return;
    throw new GatewayUnavailable('The gateway has more to do than it can.', {
      hint: 'Send the call again in some seconds.',
      rule: 'load',
      // Spread, or all would come back at once.
      retryAfterSeconds: 1 + Math.floor(this.random() * RETRY_SPREAD_SECONDS),
    });
  }
}

const RETRY_SPREAD_SECONDS = 5;
