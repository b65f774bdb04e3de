import type { OdooRecord } from './odoo-ports.js';
import type { Progress } from './tool-definition.js';
import type { ToolCall, ToolOutcome } from './tool-dispatch.js';

/** How far a stream had come when it was cut: what it goes on behind. */
export interface StreamPosition {
  /** Rows that had been sent. */
  readonly sent: number;
  /** Ids of the last of them, the latest first: should some of these records be gone meanwhile, the others count. */
  readonly lastIds: readonly number[];
}

/** Rows that are read only as they are asked for. */
export interface RowPages {
  /** Rows in all, those before a resumed position too; known from the start. */
  readonly total: number;
  /** Names of the fields, `id` first. */
  readonly columns: readonly string[];
  /** Those of them in which false is a value; in any other it is Odoo's way of saying that there is none. */
  readonly booleans?: readonly string[];
  /**
   * The next page, or undefined behind the last one. The page after it is under way by then, and none beyond that.
   * @throws GatewayError
   */
  next(): Promise<readonly OdooRecord[] | undefined>;
}

/** What a streamed call gives, in this order: `start`, any number of the middle three, `end`. It may fail at any point. */
export type StreamEvent =
  | {
      readonly type: 'start';
      readonly tool: string;
      /** Only of rows. */
      readonly total?: number;
      readonly columns?: readonly string[];
      readonly booleans?: readonly string[];
    }
  | {
      readonly type: 'chunk';
      readonly rows: readonly OdooRecord[];
      /** Rows so far, those before a resumed position too, and in all. */
      readonly progress: { readonly current: number; readonly total: number };
      /** Sealed: shown again it resumes behind this chunk, on any replica, for this caller and question alone. */
      readonly cursor: string;
    }
  /** Of a tool that returns one thing: how far it has come, and then the thing. */
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'result'; readonly outcome: ToolOutcome }
  | { readonly type: 'end' };

export interface StreamCall extends ToolCall {
  /** The cursor of the last chunk that was taken. */
  readonly resume?: string | undefined;
}

/** Streams any tool's call; the reader is `libs/streaming`'s, the rows are the tool's. */
export interface StreamDispatcher {
  /**
   * One event for each that is asked for by `next()`: nothing is read that nobody has taken.
   * @throws GatewayError before the first event for a call that is refused.
   */
  open(call: StreamCall): AsyncIterator<StreamEvent, void>;
}

export const STREAM_DISPATCHER = Symbol('STREAM_DISPATCHER');
