import type { z } from 'zod';
import type { Access } from './access.js';
import type { OdooExecutor, OdooReader, OdooServerInfo, OdooWriter, SchemaPort } from './odoo-ports.js';
import type { Effect, Operation } from './operation.js';
import type { StateSigner } from './state-ports.js';
import type { OutcomeFile, RecordFiles } from './tool-dispatch.js';
import type { Principal } from './principal.js';
import type { RowPages, StreamPosition } from './tool-stream.js';

/** Row limits that a tool has to keep to; the operator sets them. */
export interface ToolLimits {
  /** Rows when the caller names no limit. */
  readonly defaultRows: number;
  /** Rows at most in one answer. */
  readonly maxRows: number;
  /** Bytes of JSON that one answer may have. */
  readonly responseBytes: number;
  /** Bytes of one file, decoded, that an answer or an upload may hold. */
  readonly fileBytes: number;
  /** Records from which on creating or changing them at once is grave enough to ask first. */
  readonly confirmAboveRecords: number;
  /** Rows at most in one chunk of a stream. */
  readonly streamChunkRows: number;
}

/** What a person is asked before a call goes on. */
export interface Question {
  /** One sentence: what would be done, to which records. */
  readonly text: string;
  /** Hard to take back, to many records at once, or reaching people. */
  readonly grave: boolean;
}

/** How far a call has come. */
export interface Progress {
  readonly done: number;
  readonly total?: number;
  readonly message?: string;
}

/** A reading tool is handed a port without any writing method. */
export type OdooPortFor<A extends Access> = A extends 'read'
  ? OdooReader
  : A extends 'execute'
    ? OdooExecutor
    : OdooWriter;

/** What a tool works with. Every call it makes through `odoo` or `schema` is decided by the policy first. */
export interface ToolContext<A extends Access = Access> {
  readonly odoo: OdooPortFor<A>;
  readonly schema: SchemaPort;
  /** Files that hang on records, and reports, by their own rules. */
  readonly files: RecordFiles;
  serverInfo(): Promise<OdooServerInfo>;
  readonly principal: Principal;
  readonly limits: ToolLimits;
  /** Seals cursors. */
  readonly signer: StateSigner;
  /** What an operation would do to Odoo, as the policy classifies it. @throws the refusal of one that may not be called. */
  readonly effectOf: (operation: Operation) => Promise<Effect>;
  /** Tells a caller who listens; `done` only grows. */
  readonly progress: (step: Progress) => void;
}

export interface ToolDefinition<
  A extends Access = Access,
  I extends z.ZodObject = z.ZodObject,
  O extends z.ZodType = z.ZodType,
> {
  /** Equals the file's name, with underscores. */
  readonly name: string;
  readonly title: string;
  /** Read by models, so it is priced in tokens: say what only this tool can do. */
  readonly description: string;
  readonly access: A;
  /** Points that a call costs of what its caller may do in a window; 1 where it is left out. */
  readonly weight?: number;
  /** Whether a call may reach people or systems outside, by e-mail for one. */
  readonly reachesOut?: boolean;
  /** A strict object: unknown arguments are refused. */
  readonly input: I;
  readonly output: O;
  /** The method of Odoo that a call chooses, where it chooses one. The arguments are not validated yet. */
  methodOf?(args: unknown): unknown;
  run(args: z.output<I>, context: ToolContext<A>): Promise<z.input<O>>;
  /**
   * What to ask before such a call, where a person can be asked; undefined where it changes nothing. Every tool that may
   * change something has one. @throws the refusal of a call that nobody needs to be asked about.
   */
  question?(args: z.output<I>, context: ToolContext<A>): Promise<Question | undefined>;
  /**
   * The same as a stream: all rows that there are, whatever `limits` say of one answer.
   * @param after what was sent before, where a stream goes on. @throws InvalidArguments for what a stream cannot take.
   */
  pages?(args: z.output<I>, context: ToolContext<A>, after?: StreamPosition): Promise<RowPages>;
  /**
   * Compact text for models, in place of JSON, where the result is rows. Such a tool gives models no structured
   * content, because some clients show both and the rows would be paid for twice.
   */
  toText?(result: z.input<O>): string;
  /** Files in the result, for doors that can hand over bytes. A tool that has them has a `toText` without them. */
  toFiles?(result: z.input<O>): readonly OutcomeFile[];
}

/** Keeps the types of a tool's schemas while letting tools of any shape stand in one list. */
export function defineTool<A extends Access, I extends z.ZodObject, O extends z.ZodType>(
  definition: ToolDefinition<A, I, O>,
): ToolDefinition<A, I, O> {
  return definition;
}
