import type { StreamCall, StreamDispatcher, StreamEvent } from '#libs/contracts';
import { concatMap, Observable, takeWhile } from 'rxjs';

/** A streamed call as every door sees it: an Observable that its reader drives. */
export class CallStreams {
  constructor(private readonly dispatcher: StreamDispatcher) {}

  /**
   * @param demand emits once for every event that the reader has room for. Nothing is read that nobody has asked for.
   * @returns one event for each, completed behind `end`; a GatewayError ends it instead. Who unsubscribes ends what is
   *   under way, down to Odoo's socket.
   */
  stream(call: StreamCall, demand: Observable<unknown>): Observable<StreamEvent> {
    return new Observable((reader) => {
      const leaving = new AbortController();
      const signal = call.signal ? AbortSignal.any([call.signal, leaving.signal]) : leaving.signal;
      const events = this.dispatcher.open({ ...call, signal });
      const reading = demand
        .pipe(
          concatMap(() => events.next()),
          takeWhile(({ done }) => done !== true),
        )
        .subscribe({
          next: ({ value }) => reader.next(value as StreamEvent),
          error: (error: unknown) => reader.error(error),
          complete: () => reader.complete(),
        });
      return () => {
        reading.unsubscribe();
        leaving.abort();
        // Or what waits to be asked again would wait for ever. How it ends is for nobody any more.
        events.return?.().catch(() => undefined);
      };
    });
  }
}
