import type { StreamCall, StreamDispatcher, StreamEvent } from '#libs/contracts';
import { concatMap, Observable, takeWhile } from 'rxjs';
import { whilePrincipal } from './while-principal.js';

/** A streamed call as every door sees it: an Observable that its reader drives. */
export class CallStreams {
  constructor(private readonly dispatcher: StreamDispatcher) {}

  /**
   * @param demand emits once for every event that the reader has room for. Nothing is read that nobody has asked for.
   * @returns one event for each, completed behind `end`; a GatewayError ends it instead. Who unsubscribes ends what is
   *   under way, down to Odoo's socket, and so does the end of the principal.
   */
  stream(call: StreamCall, demand: Observable<unknown>): Observable<StreamEvent> {
    const events = new Observable<StreamEvent>((reader) => {
      const leaving = new AbortController();
      const signal = call.signal ? AbortSignal.any([call.signal, leaving.signal]) : leaving.signal;
      const opened = this.dispatcher.open({ ...call, signal });
      const reading = demand
        .pipe(
          concatMap(() => opened.next()),
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
        opened.return?.().catch(() => undefined);
      };
    });
    return events.pipe(whilePrincipal(call.principal));
  }
}
