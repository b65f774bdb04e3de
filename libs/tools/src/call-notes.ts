import {
  type Access,
  type CallObserver,
  type CallOrigin,
  type CallRecord,
  type GatewayError,
  type OpenSpan,
  type Principal,
  toGatewayError,
  type ToolOutcome,
  type Tracer,
} from '#libs/contracts';
import { type Called, nameInLogs, spanOf } from './called.js';

/** Who calls, by which door, under which id. */
interface Caller extends CallOrigin {
  readonly principal: Principal;
}

/** A call that has begun. */
export interface NotedCall<Call extends Caller> {
  /** With the span that what it does belongs to. */
  readonly call: Call;
  /** To be called once. @param replayed it was answered as an earlier one. */
  readonly ended: (error?: GatewayError, replayed?: boolean) => void;
}

/** Takes note of every call: how it ended and how long it took. Where calls are traced, each is a span. */
export class CallNotes {
  constructor(
    private readonly observer: CallObserver,
    private readonly now: () => number,
    private readonly tracer: Tracer,
  ) {}

  begin<Call extends Caller>(called: Called, call: Call, access: Access | undefined): NotedCall<Call> {
    const span = this.tracer.begin(spanOf(called, call));
    const traced = span ? { ...call, trace: span.context } : call;
    const started = this.now();
    return {
      call: traced,
      ended: (error, replayed = error?.replayed ?? false) =>
        this.end(traced, { tool: nameInLogs(called), access, durationMs: this.now() - started, error, replayed, span }),
    };
  }

  /** @throws GatewayError and nothing else. */
  async take<Call extends Caller, Result>(
    called: Called,
    call: Call,
    access: Access | undefined,
    run: (call: Call) => Promise<Result>,
  ): Promise<Result> {
    const noted = this.begin(called, call, access);
    try {
      const result = await run(noted.call);
      noted.ended(undefined, wasReplayed(result));
      return result;
    } catch (error) {
      const refusal = toGatewayError(error);
      noted.ended(refusal);
      throw refusal;
    }
  }

  private end(caller: Caller, { tool, access, durationMs, error, replayed, span }: CallEnding): void {
    const { principal, door, requestId, trace } = caller;
    const outcome = error?.code ?? 'ok';
    this.observer.callEnded(
      {
        tool,
        door,
        access,
        principal: principal.id,
        requestId,
        outcome,
        durationMs,
        ...(trace && { traceId: trace.traceId }),
        ...(error && { layer: error.layer, cause: error.cause }),
        ...(error?.rule !== undefined && { rule: error.rule }),
        ...(replayed && { replayed }),
      },
      error || replayed ? { ...(error && { error }), origin: caller } : undefined,
    );
    span?.end(outcome);
  }
}

interface CallEnding extends Pick<CallRecord, 'tool' | 'access' | 'durationMs'> {
  readonly error: GatewayError | undefined;
  readonly replayed: boolean;
  readonly span: OpenSpan | undefined;
}

/** Whether it is the outcome of a tool that an earlier call has got. */
function wasReplayed(result: unknown): boolean {
  return (result as Partial<ToolOutcome>).replayed ?? false;
}
