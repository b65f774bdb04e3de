export { type Access, accessesOf, type Mode, modeAllows } from './access.js';
export { type Domain, type DomainLeaf, type DomainLimits, domainProblem, leavesOf } from './domain.js';
export {
  Cancelled,
  type ErrorDetails,
  type ErrorLayer,
  Forbidden,
  GatewayError,
  Internal,
  InvalidArguments,
  NotFound,
  OdooRejected,
  OdooTimeout,
  OdooUnavailable,
  OutcomeUnknown,
  PayloadTooLarge,
  type PublicError,
  publicError,
  RateLimited,
  toGatewayError,
  Unauthenticated,
} from './errors.js';
export { isFieldPath, isMemberName, isModelName } from './names.js';
export { type MethodSignature, type NamedArguments, nameArguments, signatureOf } from './odoo-methods.js';
export {
  type FieldDefinition,
  type FieldDefinitions,
  ODOO_CLIENTS,
  ODOO_CONNECTION,
  type OdooCaller,
  type OdooClients,
  type OdooConnection,
  type OdooReader,
  type OdooRecord,
  type OdooServerInfo,
  type OdooWriter,
  type SchemaPort,
  type SearchQuery,
} from './odoo-ports.js';
export type { CallOptions, Operation } from './operation.js';
export { orderPaths } from './order.js';
export type { Principal } from './principal.js';
export {
  defineTool,
  type OdooPortFor,
  type ToolContext,
  type ToolDefinition,
  type ToolLimits,
} from './tool-definition.js';
export {
  CALL_OBSERVER,
  type CallObserver,
  type CallRecord,
  type Door,
  type GuardedPort,
  ODOO_GUARD,
  type OdooGuard,
  TOOL_DISPATCHER,
  TOOL_LIMITS,
  type ToolAnnotations,
  type ToolCall,
  type ToolDispatcher,
  type ToolListing,
  type ToolOutcome,
} from './tool-dispatch.js';
