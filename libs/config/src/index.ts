export {
  ACCESS_SOURCE,
  type AccessSource,
  type AccessTable,
  environmentAccess,
  type KeyConfig,
  type KeySecret,
  type OdooCredentials,
  secretDigest,
  type TokenRule,
} from './access-source.js';
export { AccessDocument } from './access-file/access-document.js';
export { type AccessFile, accessFileSchema } from './access-file/access-file.schema.js';
export { configuredAccess, FileAccess } from './access-file/file-access.js';
export {
  getMetadataStorage,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Min,
  type ValidationError,
  Validator,
} from './checks.js';
export { ConfigModule } from './config.module.js';
export { configurationPage, environmentExample } from './documentation.js';
export {
  type AccessConfig,
  type AccessFileConfig,
  GATEWAY_CONFIG,
  type GatewayConfig,
  type McpConfig,
  type OdooConfig,
  type ServerConfig,
  type TransportChoice,
  toGatewayConfig,
} from './gateway-config.js';
export type { LimitsConfig, RatesConfig, SocketLimits } from './limits-config.js';
export type { OAuthConfig } from './oauth-config.js';
export type { EntranceLimits, LoadLimits } from './protection-config.js';
export type { OdooTuning } from './odoo-tuning.js';
export { type ConfigSource, loadConfig } from './load-config.js';
export { readFile, replaceFile } from './replace-file.js';
export { isSecureUrl } from './validators.js';
export { ConfigurationError, readEnvironment, type SettingProblem } from './read-environment.js';
export type { AuditConfig } from './audit-config.js';
export type { MetricsConfig, TelemetryConfig, TracesConfig } from './telemetry-config.js';
