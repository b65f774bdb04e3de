export { type Access, accessesOf, type Mode, modeAllows } from './access.js';
export type { AccessRules, NameRules, OwnRules } from './access-rules.js';
export {
  type ActEnded,
  AUDIT_TRAIL,
  type AuditedAct,
  type AuditTrail,
  type CallOrigin,
  type CallSource,
  type KeyEvent,
  type ProtocolDetails,
  type RefusedCall,
} from './audit.js';
export { canonicalJson } from './canonical-json.js';
export {
  CHANGE_FEED,
  type ChangeEvent,
  type ChangeEvents,
  type ChangeFeed,
  type ChangeListener,
  type ChangeQuestion,
} from './change-feed.js';
export {
  COMPLETION_DISPATCHER,
  type Completer,
  type Completers,
  type CompletionCall,
  type CompletionContext,
  type CompletionDispatcher,
  type Completions,
  type FoundValues,
} from './completion.js';
export { Deadline, type DeadlineTerms, shorterTime, type TimeLimit, TIMEOUT_META, timeoutInMeta } from './deadline.js';
export { type Domain, type DomainLeaf, type DomainLimits, domainProblem, leavesOf } from './domain.js';
export {
  AuditUnavailable,
  Cancelled,
  ConfirmationNeeded,
  Declined,
  type ErrorDetails,
  type ErrorLayer,
  Forbidden,
  GatewayError,
  GatewayUnavailable,
  HeadersTooLarge,
  InsufficientScope,
  Internal,
  InvalidArguments,
  InvalidToken,
  NotFound,
  OdooRejected,
  OdooTimeout,
  OdooUnavailable,
  OutcomeUnknown,
  PayloadTooLarge,
  type PublicError,
  publicError,
  RateLimited,
  ShuttingDown,
  toGatewayError,
  Unauthenticated,
  UpgradeRequired,
  UnsupportedEncoding,
  UrlTooLong,
} from './errors.js';
export {
  IdempotencyInProgress,
  IdempotencyKeyReused,
  IdempotencyUnavailable,
  type KeptRefusal,
  RefusedBefore,
} from './idempotency-errors.js';
export {
  type ChangeGate,
  IDEMPOTENCY_HEADER,
  IDEMPOTENCY_META,
  IDEMPOTENCY_RECORDS,
  IDEMPOTENCY_SETTINGS,
  idempotencyKeyIn,
  type IdempotencyRecords,
  type IdempotencySettings,
  type KeyedPlace,
  type KeyedStanding,
  REPLAYED_HEADER,
  REPLAYED_META,
} from './idempotency.js';
export { nearest, suggestion } from './nearest.js';
export { isFieldPath, isMemberName, isModelName } from './names.js';
export { type MethodSignature, type NamedArguments, nameArguments, signatureOf } from './odoo-methods.js';
export {
  type AggregateQuery,
  type AggregateRow,
  type FieldDefinition,
  type FieldDefinitions,
  ODOO_CLIENTS,
  ODOO_CONNECTIONS,
  type OdooCaller,
  type OdooClients,
  type NameSearchOptions,
  type OdooConnection,
  type OdooConnections,
  type OdooExecutor,
  type OdooReader,
  type OdooRecord,
  type OdooServerInfo,
  type OdooWriter,
  type PagesQuery,
  type PrintOptions,
  type ReportFile,
  type ReportFormat,
  type ReportPort,
  type SchemaPort,
  type SearchQuery,
  type UserContext,
  type VersionedCaller,
} from './odoo-ports.js';
export type { CallEnd, CallOptions, Effect, Operation } from './operation.js';
export { orderPaths } from './order.js';
export type { OdooTarget, Principal, RateLimit } from './principal.js';
export { connectionNames, towards } from './targets.js';
export {
  definePrompt,
  PROMPT_DISPATCHER,
  type PromptCall,
  type PromptDefinition,
  type PromptDispatcher,
  type PromptListing,
  type PromptMessage,
} from './prompt-definition.js';
export {
  defineTool,
  type OdooPortFor,
  type Progress,
  type Question,
  type ToolContext,
  type ToolDefinition,
  type ToolLimits,
} from './tool-definition.js';
export {
  CALL_TIMES,
  type CallTimes,
  CALL_OBSERVER,
  type CallObserver,
  type CallRecord,
  CONFIRM_POLICY,
  type ConfirmPolicy,
  type Door,
  type GuardedPort,
  ODOO_GUARD,
  type OdooGuard,
  type OutcomeFile,
  type PortOrigin,
  type RecordFiles,
  type ReportDescription,
  TOOL_DISPATCHER,
  TOOL_LIMITS,
  stricterPolicy,
  type ToolAnnotations,
  type ToolCall,
  type ToolDispatcher,
  type ToolListing,
  type ToolOutcome,
} from './tool-dispatch.js';
export {
  CALL_BUDGET,
  type CallBudget,
  RATE_COUNTS,
  type RateBudget,
  type RateCounts,
  type RateStanding,
  type RateTake,
} from './rate-ports.js';
export { accessesIn, accessesNeeded, requireScopes, scopeOf, SCOPES } from './scopes.js';
export { SHARED_SESSIONS, type SessionNews, type SharedSessions } from './session-ports.js';
export { STATE_SIGNER, type StateSigner } from './state-ports.js';
export {
  type RowPages,
  STREAM_DISPATCHER,
  type StreamCall,
  type StreamDispatcher,
  type StreamEvent,
  type StreamPosition,
} from './tool-stream.js';
export {
  defineResource,
  RESOURCE_DISPATCHER,
  type ResourceBody,
  type ResourceCall,
  type ResourceContext,
  type ResourceDefinition,
  type ResourceDispatcher,
  type ResourceListing,
  type ResourceParameters,
} from './resource-definition.js';
export { ODOO_REACHES, type OdooLoad, type OdooReach, type OdooReaches } from './reach-port.js';
export {
  ODOO_CALL_OBSERVER,
  type OdooCallObserver,
  type OdooCallStart,
  type OpenSpan,
  REFUSAL_OBSERVER,
  type RefusalObserver,
  type SpanAttributes,
  type SpanStart,
  TRACER,
  type Tracer,
  type WatchedOdooCall,
} from './telemetry-ports.js';
export { type TraceContext, traceContextIn, traceContextInMeta, traceParentOf } from './trace-context.js';
