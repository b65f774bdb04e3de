import type { GatewayError, StreamEvent } from '#libs/contracts';

/** How the events of one stream look on the wire. It may remember what it has written: a stream has its own. */
export interface StreamFormat {
  readonly headers: Readonly<Record<string, string>>;
  /** Shows that the connection lives while there is nothing else to write. Absent where readers would take it for a row. */
  readonly heartbeat?: string;
  /** Empty for an event that it has no words for. @throws InvalidArguments at `start`, for a call that it cannot show. */
  text(event: StreamEvent): string;
  /** The last words of a stream that fails; undefined where only a broken connection can tell. */
  failure(error: GatewayError): string | undefined;
}
