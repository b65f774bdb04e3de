import {
  type Access,
  type CallObserver,
  type CallOrigin,
  type GatewayError,
  type Principal,
  toGatewayError,
  type ToolOutcome,
} from '#libs/contracts';

/** Who calls, by which door, under which id. */
interface Caller extends CallOrigin {
  readonly principal: Principal;
}

/** To be called once, when a call has ended. @param replayed it was answered as an earlier one. */
export type CallEnded = (error?: GatewayError, replayed?: boolean) => void;

/** A name that is not in the catalog is the caller's text, and stays out of logs. */
export const UNKNOWN = 'unknown';

/** Takes note of every call: how it ended and how long it took. */
export class CallNotes {
  constructor(
    private readonly observer: CallObserver,
    private readonly now: () => number,
  ) {}

  /** @param what the name of what is called, as logs have it; nothing that the caller wrote. */
  begin(what: string, caller: Caller, access: Access | undefined): CallEnded {
    const { principal, door, requestId } = caller;
    const started = this.now();
    return (error, replayed = error?.replayed ?? false) =>
      this.observer.callEnded(
        {
          tool: what,
          door,
          access,
          principal: principal.id,
          requestId,
          outcome: error?.code ?? 'ok',
          durationMs: this.now() - started,
          ...(error && { layer: error.layer, cause: error.cause }),
          ...(error?.rule !== undefined && { rule: error.rule }),
          ...(replayed && { replayed }),
        },
        error || replayed ? { ...(error && { error }), origin: caller } : undefined,
      );
  }

  /** @throws GatewayError and nothing else. */
  async take<Result>(
    what: string,
    caller: Caller,
    access: Access | undefined,
    call: () => Promise<Result>,
  ): Promise<Result> {
    const ended = this.begin(what, caller, access);
    try {
      const result = await call();
      ended(undefined, wasReplayed(result));
      return result;
    } catch (error) {
      const refusal = toGatewayError(error);
      ended(refusal);
      throw refusal;
    }
  }
}

/** Whether it is the outcome of a tool that an earlier call has got. */
function wasReplayed(result: unknown): boolean {
  return (result as Partial<ToolOutcome>).replayed ?? false;
}
