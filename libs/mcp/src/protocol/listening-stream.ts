import type { ServerResponse } from 'node:http';
import { type Observable, Subject } from 'rxjs';

/** The response on which a client listens, of which there may be one after the other. */
export class ListeningStream {
  readonly freed: Observable<void>;
  private readonly changed = new Subject<void>();
  private response: ServerResponse | undefined;

  constructor() {
    this.freed = this.changed.asObservable();
  }

  /** Whether somebody listens. */
  get isOpen(): boolean {
    return this.response !== undefined;
  }

  /** Nobody listens from now on, though the response may still be closing. */
  leave(): void {
    this.response = undefined;
  }

  /** Whether somebody listens and has taken enough of what was written. */
  free(): boolean {
    return this.response !== undefined && !this.response.writableNeedDrain;
  }

  /**
   * To be told of a response before anything is written to it. One that refuses is not listened on.
   * @param opened is told when somebody listens.
   */
  watch(response: ServerResponse, opened = (): void => {}): void {
    onceBegun(response, () => {
      if (response.statusCode !== 200) return;
      this.response = response;
      response.on('drain', () => this.changed.next());
      response.once('close', () => {
        if (this.response === response) this.response = undefined;
      });
      this.changed.next();
      opened();
    });
  }
}

/** Node has no event for it. */
function onceBegun(response: ServerResponse, begun: () => void): void {
  const begin = response.writeHead.bind(response);
  response.writeHead = (...head: readonly unknown[]): ServerResponse => {
    Reflect.apply(begin, response, head);
    begun();
    return response;
  };
}
