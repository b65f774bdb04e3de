import type { Observable, Subscription } from 'rxjs';

/** The way of notices to a client. */
export interface NoticeWire {
  /** Whether the client listens and has taken enough of what was sent. */
  free(): boolean;
  /** Emits whenever that may have changed. */
  readonly freed: Observable<unknown>;
  /** Tells the client that the resource has changed. */
  updated(uri: string): void;
  /** Told of each that is left out, since the client has the same one waiting. */
  coalesced?(): void;
}

/** Tells of changed resources as their client has room. A notice says nothing but the address, so that one of each is enough. */
export class UpdateNotices {
  private readonly pending = new Set<string>();
  private readonly freed: Subscription;

  constructor(private readonly wire: NoticeWire) {
    this.freed = wire.freed.subscribe(() => this.flush());
  }

  /** What is told in one go goes out when that is over. */
  tell(uri: string): void {
    if (this.pending.has(uri)) this.wire.coalesced?.();
    if (this.pending.size === 0) queueMicrotask(() => this.flush());
    this.pending.add(uri);
  }

  forget(uri: string): void {
    this.pending.delete(uri);
  }

  end(): void {
    this.freed.unsubscribe();
    this.pending.clear();
  }

  private flush(): void {
    for (const uri of this.pending) {
      if (!this.wire.free()) return;
      this.pending.delete(uri);
      this.wire.updated(uri);
    }
  }
}
