import {
  type Access,
  type CallObserver,
  type CallOrigin,
  type GatewayError,
  type OpenSpan,
  type Principal,
  toGatewayError,
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
  /** To be called once. */
  readonly ended: (error?: GatewayError) => void;
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
      ended: (error) => this.end(nameInLogs(called), traced, access, this.now() - started, error, span),
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
      noted.ended();
      return result;
    } catch (error) {
      const refusal = toGatewayError(error);
      noted.ended(refusal);
      throw refusal;
    }
  }

  private end(
    tool: string,
    caller: Caller,
    access: Access | undefined,
    durationMs: number,
    error: GatewayError | undefined,
    span: OpenSpan | undefined,
  ): void {
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
      },
      error && { error, origin: caller },
    );
    span?.end(outcome);
  }
}
