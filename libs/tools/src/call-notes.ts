import { type CallObserver, type Door, type Principal, toGatewayError } from '#libs/contracts';

/** Who calls, by which door, under which id. */
interface Caller {
  readonly principal: Principal;
  readonly door: Door;
  readonly requestId: string;
}

/** Takes note of every call that reads and is no tool's: how it ended and how long it took. */
export class CallNotes {
  constructor(
    private readonly observer: CallObserver,
    private readonly now: () => number,
  ) {}

  /**
   * @param what the name of what is called, as logs have it; nothing that the caller wrote.
   * @throws GatewayError and nothing else.
   */
  async take<Result>(
    what: string,
    { principal, door, requestId }: Caller,
    call: () => Promise<Result>,
  ): Promise<Result> {
    const started = this.now();
    const note = { tool: what, door, access: 'read', principal: principal.id, requestId } as const;
    try {
      const result = await call();
      this.observer.callEnded({ ...note, outcome: 'ok', durationMs: this.now() - started });
      return result;
    } catch (error) {
      const refusal = toGatewayError(error);
      const { code, layer, rule, cause } = refusal;
      const durationMs = this.now() - started;
      this.observer.callEnded({
        ...note,
        outcome: code,
        layer,
        ...(rule !== undefined && { rule }),
        cause,
        durationMs,
      });
      throw refusal;
    }
  }
}
