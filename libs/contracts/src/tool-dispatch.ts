import type { Access } from './access.js';
import type { CallOrigin } from './audit.js';
import type { Deadline } from './deadline.js';
import type { GatewayError } from './errors.js';
import type {
  OdooExecutor,
  OdooReader,
  OdooRecord,
  OdooServerInfo,
  OdooWriter,
  ReportFile,
  ReportFormat,
  SchemaPort,
  UserContext,
} from './odoo-ports.js';
import type { ChangeGate } from './idempotency.js';
import type { CallEnd, Effect, Operation } from './operation.js';
import type { Principal } from './principal.js';
import type { Progress } from './tool-definition.js';

/** The way in that a call took. */
export type Door = 'mcp' | 'rest' | 'ws' | 'stdio';

/** A tool call by a principal: what every door turns its requests into. */
export interface ToolCall extends CallOrigin {
  readonly tool: string;
  readonly arguments: unknown;
  readonly principal: Principal;
  /** Aborted when the caller has gone or cancelled. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Asks the person behind the caller; absent where nobody can be asked, or where the answer was yes.
   * @throws ConfirmationNeeded or Declined, unless the call may go on.
   */
  readonly confirm?: ((question: string) => Promise<void>) | undefined;
  /** Told of every step of a long call. */
  readonly progress?: ((step: Progress) => void) | undefined;
  /** Handed the call's deadline when it begins: who tells the caller how far the call has come moves it on. */
  readonly timed?: ((deadline: Deadline) => void) | undefined;
  /** Of a call that may be sent again; one that changes nothing does without. */
  readonly idempotencyKey?: string | undefined;
  /** Told before an answer that an earlier call with the same key has got, an error or not. */
  readonly replayed?: (() => void) | undefined;
}

/** How long calls may take, in milliseconds. */
export interface CallTimes {
  /** Of callers who do not say how long they wait. */
  readonly defaultMs: number;
  readonly maxMs: number;
}

/** When calls that may change something are put to a person first. */
export type ConfirmPolicy = 'never' | 'destructive' | 'always';

/** From the one that asks least on. */
const POLICIES: readonly ConfirmPolicy[] = ['never', 'destructive', 'always'];

export function stricterPolicy(one: ConfirmPolicy, other: ConfirmPolicy): ConfirmPolicy {
  return POLICIES.indexOf(one) > POLICIES.indexOf(other) ? one : other;
}

/** A file beside an outcome: its bytes never stand in the text for models. */
export interface OutcomeFile {
  /** What it is the file of, such as `odoo://reports/account.report_invoice/1,2`. */
  readonly uri: string;
  readonly name: string;
  readonly mimeType: string;
  readonly base64: string;
  /** Whether that address can be read again as a resource. */
  readonly readable: boolean;
}

export interface ToolOutcome {
  /** The body that the seed's clients know, JSON-ready. */
  readonly result: unknown;
  /** The same for models, as compact as it gets. */
  readonly text: string;
  /** False where `text` says all and `result` should not be sent to a model beside it. */
  readonly structured: boolean;
  readonly files?: readonly OutcomeFile[];
  /** That of an earlier call with the same idempotency key: nothing was sent for this one. */
  readonly replayed?: true;
}

export interface ToolAnnotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

/** A tool as the lists show it, with its JSON Schemas derived once. */
export interface ToolListing {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly access: Access;
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly outputSchema: Readonly<Record<string, unknown>> | undefined;
  readonly annotations: ToolAnnotations;
}

export interface ToolDispatcher {
  /** What this principal may call, in a fixed order. */
  list(principal: Principal): readonly ToolListing[];
  /** What a call needs of its caller's token, as far as it tells by itself; nothing where it is refused otherwise. */
  accessesOf(call: Pick<ToolCall, 'tool' | 'arguments' | 'principal'>): readonly Access[];
  /** @throws GatewayError and nothing else. */
  call(call: ToolCall): Promise<ToolOutcome>;
}

/** Where the calls of a port come from, and what they pass before they change something. */
export interface PortOrigin extends CallOrigin {
  readonly gate?: ChangeGate | undefined;
}

/** Hands out the port that a tool works with: every call made through it is decided first. */
export interface OdooGuard {
  reader(principal: Principal, end?: CallEnd, origin?: PortOrigin): GuardedPort<OdooReader>;
  /** For a readonly principal the methods that only read are let through, and nothing else. */
  executor(principal: Principal, end?: CallEnd, origin?: PortOrigin): GuardedPort<OdooExecutor>;
  /** What a method does, as the policy classifies it. */
  accessOf(method: string): Access;
  /** @throws Forbidden for a readonly principal. */
  writer(principal: Principal, end?: CallEnd, origin?: PortOrigin): GuardedPort<OdooWriter>;
}

export interface GuardedPort<Odoo> {
  readonly odoo: Odoo;
  readonly schema: SchemaPort;
  readonly files: RecordFiles;
  serverInfo(): Promise<OdooServerInfo>;
  readonly effectOf: (operation: Operation) => Promise<Effect>;
}

/**
 * What is protected in general and safe through a narrow door: the models of this Odoo, the files of one record that
 * the caller may read, and reports on records of a model that the caller may read.
 */
export interface RecordFiles {
  /** Technical name and title of every model that is not hidden from the principal. */
  models(): Promise<ReadonlyArray<{ readonly model: string; readonly name: string }>>;
  /** Language and time zone of the connection's user. Costs no call of Odoo most times. */
  userContext(): Promise<UserContext>;
  /** Technical names of the installed apps and modules; empty where the connection's user may not see them. */
  modules(): Promise<string[]>;
  /** `id`, `name`, `mimetype`, `file_size`, `create_date`, `url` of the attachments of a record. */
  attachments(model: string, id: number): Promise<OdooRecord[]>;
  /** One attachment with its `datas` (base64), if it hangs on a record of a model that may be read. */
  attachment(attachmentId: number): Promise<OdooRecord>;
  /** @returns the new attachment's id. @throws Forbidden for a readonly principal. */
  attach(model: string, id: number, file: { readonly name: string; readonly base64: string }): Promise<number>;
  /**
   * Reports whose technical name or title is this; where there is none, those in whose title it stands. The model is one
   * that may be read.
   */
  findReports(nameOrTitle: string): Promise<ReportDescription[]>;
  /** @throws Forbidden in readonly where printing would store a file that is not there yet. */
  report(report: ReportDescription, ids: readonly number[], format: ReportFormat): Promise<ReportFile>;
}

export interface ReportDescription {
  /** `module.name` */
  readonly reportName: string;
  readonly title: string;
  readonly model: string;
  /** Whether Odoo keeps a file when it prints this one. */
  readonly stores: boolean;
}

/** What is known of a call when it has ended; never its arguments or rows. */
export interface CallRecord {
  readonly tool: string;
  readonly door: Door;
  readonly access: Access | undefined;
  readonly principal: string;
  readonly requestId: string;
  readonly traceId?: string | undefined;
  /** `ok` or the error's code. */
  readonly outcome: string;
  readonly layer?: string;
  readonly rule?: string;
  readonly durationMs: number;
  /** Answered as an earlier call with the same idempotency key was. */
  readonly replayed?: true;
  /** Set for what the gateway did not foresee, for the log alone. */
  readonly cause?: unknown;
}

/** Takes note of every call: log and audit. Must not throw. */
export interface CallObserver {
  /** @param ended for the audit log, where it has something to keep: what it ended with, and whence it came. */
  callEnded(record: CallRecord, ended?: { readonly error?: GatewayError; readonly origin: CallOrigin }): void;
}

export const TOOL_DISPATCHER = Symbol('TOOL_DISPATCHER');
export const TOOL_LIMITS = Symbol('TOOL_LIMITS');
export const CALL_TIMES = Symbol('CALL_TIMES');
export const CONFIRM_POLICY = Symbol('CONFIRM_POLICY');
export const ODOO_GUARD = Symbol('ODOO_GUARD');
export const CALL_OBSERVER = Symbol('CALL_OBSERVER');
