import type { Domain } from './domain.js';
import type { OdooRecord } from './odoo-ports.js';
import type { Principal } from './principal.js';
import type { Door } from './tool-dispatch.js';

/** Of which records a listener wants to hear, and how much. */
export interface ChangeQuestion {
  readonly model: string;
  /**
   * Which records count. One that has changed and is not among them is told as `left`. Without domain and fields every
   * record counts, archived ones too.
   */
  readonly domain?: Domain | undefined;
  /** What is told of a record besides its id. */
  readonly fields?: readonly string[] | undefined;
  readonly principal: Principal;
  readonly door: Door;
  readonly requestId: string;
  /** The cursor of the last event that was taken: what has happened since is told first. */
  readonly resume?: string | undefined;
  /**
   * Resolves when the listener has taken what it was told. What it missed is told no faster than that, so that a slow one
   * gets to the end of it too.
   */
  readonly taken?: (() => Promise<void>) | undefined;
}

/**
 * What a listener is told. `cursor` is sealed: it goes on behind this event, on any replica, for this caller and model
 * alone.
 */
export type ChangeEvent =
  /** From here on changes are told; also said again when Odoo is back. */
  | {
      readonly type: 'ready';
      readonly model: string;
      /** Whether deletions are told: not of models that have too many records. */
      readonly deletions: boolean;
      readonly cursor: string;
    }
  /** What was missed cannot be told any more, so that the records have to be read anew. */
  | { readonly type: 'reset'; readonly model: string; readonly cursor: string }
  | {
      readonly type: 'created' | 'updated';
      readonly model: string;
      readonly id: number;
      /** Where fields were asked for. */
      readonly record?: OdooRecord;
      readonly cursor: string;
    }
  | { readonly type: 'left' | 'deleted'; readonly model: string; readonly id: number; readonly cursor: string }
  /**
   * Odoo cannot be reached, or more has just changed than can be kept in mind. A listener that was `ready` before, or came
   * with a cursor, is told afterwards what it missed, or `reset`; another one is told `reset`.
   */
  | { readonly type: 'waiting'; readonly model: string }
  /** Nothing to tell, but a younger cursor. */
  | { readonly type: 'position'; readonly cursor: string };

export interface ChangeListener {
  next(event: ChangeEvent): void;
  error(error: unknown): void;
  complete(): void;
}

/** Events that come by themselves, as RxJS's Observables hand them out. */
export interface ChangeEvents {
  /** Listens until the other end errs or completes, or `unsubscribe` is called. */
  subscribe(listener: ChangeListener): { unsubscribe(): void };
}

/** Tells of changes of records, by whatever they were made. */
export interface ChangeFeed {
  /** How many listen. */
  readonly listening: number;
  /**
   * The first event is `ready` or `reset`, unless Odoo is away. A question that is refused errs before it.
   * Ends with an error that is a GatewayError, or completes when the gateway is about to end.
   */
  watch(question: ChangeQuestion): ChangeEvents;
}

export const CHANGE_FEED = Symbol('CHANGE_FEED');
