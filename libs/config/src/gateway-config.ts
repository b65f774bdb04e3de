import { type AuditConfig, auditConfig } from './audit-config.js';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AccessRules, ConfirmPolicy, Mode } from '#libs/contracts';
import type { Environment } from './environment.js';
import { type LimitsConfig, limitsConfig } from './limits-config.js';
import { type OAuthConfig, oauthConfig } from './oauth-config.js';
import { type OdooTuning, odooTuning } from './odoo-tuning.js';
import { type TelemetryConfig, telemetryConfig } from './telemetry-config.js';

export type TransportChoice = 'auto' | 'session' | 'json2' | 'jsonrpc';

export interface OdooConfig extends OdooTuning {
  readonly url: URL;
  readonly database: string;
  readonly username: string;
  readonly password: string | undefined;
  readonly apiKey: string | undefined;
  readonly transport: TransportChoice;
  /** PEM text of a private certificate authority. */
  readonly ca: string | undefined;
}

export interface ServerConfig {
  readonly host: string;
  readonly port: number;
  readonly debug: boolean;
  readonly logLevel: string;
  readonly logMaxWaitingBytes: number;
  readonly corsOrigins: readonly string[];
  readonly allowedHosts: readonly string[];
  readonly trustedProxies: readonly string[];
  /** Whether its pages are served. */
  readonly webConsole: boolean;
  readonly shutdownGraceMs: number;
  /** Within it. */
  readonly shutdownDelayMs: number;
}

export interface McpConfig {
  readonly mode: Mode;
  readonly serverName: string;
  readonly serverVersion: string;
  readonly maxSessions: number;
  readonly sessionIdleMs: number;
  /** Of one session, socket or listening request. */
  readonly maxSubscriptions: number;
  readonly confirm: ConfirmPolicy;
  /** How long a question to a person holds. */
  readonly confirmTtlMs: number;
}

export interface AccessConfig {
  readonly apiKey: string | undefined;
  readonly file: AccessFileConfig | undefined;
  /** Id of the key in that file that needs not be shown on standard input. */
  readonly stdioCaller: string | undefined;
  readonly allowedIps: readonly string[];
  readonly rules: AccessRules;
  /** Signs cursors and request states. */
  readonly stateSecret: string;
}

export interface AccessFileConfig {
  readonly path: string;
  /** Between two looks at it. */
  readonly reloadMs: number;
  /** The environment variables that it may name. */
  readonly variable: (name: string) => string | undefined;
}

export interface RedisConfig {
  /** Holds the password. */
  readonly url: string;
  readonly timeoutMs: number;
}

/** Everything the gateway is told from outside, checked, typed and frozen. */
export interface GatewayConfig {
  /** Undefined where the access file alone names the Odoos. */
  readonly odoo: OdooConfig | undefined;
  readonly odooTuning: OdooTuning;
  readonly server: ServerConfig;
  readonly mcp: McpConfig;
  readonly access: AccessConfig;
  readonly audit: AuditConfig;
  readonly telemetry: TelemetryConfig;
  /** Only where tokens are taken. */
  readonly oauth: OAuthConfig | undefined;
  readonly limits: LimitsConfig;
  /** Where replicas share what they count; each counts for itself without one. */
  readonly redis: RedisConfig | undefined;
}

export const GATEWAY_CONFIG = Symbol('GATEWAY_CONFIG');

/**
 * @param packageVersion introduces the server where MCP_SERVER_VERSION does not.
 * @param variables those that an access file may name.
 */
export function toGatewayConfig(
  environment: Environment,
  packageVersion: string,
  variables: Readonly<Record<string, unknown>> = {},
): GatewayConfig {
  return deepFreeze({
    odoo: odooConfig(environment),
    odooTuning: odooTuning(environment),
    server: serverConfig(environment),
    mcp: {
      mode: environment.MCP_MODE,
      serverName: environment.MCP_SERVER_NAME,
      serverVersion: environment.MCP_SERVER_VERSION ?? packageVersion,
      maxSessions: environment.MCP_MAX_SESSIONS,
      sessionIdleMs: environment.MCP_SESSION_IDLE_SECONDS * 1000,
      maxSubscriptions: environment.MCP_MAX_SUBSCRIPTIONS,
      confirm: environment.CONFIRM,
      confirmTtlMs: environment.CONFIRM_TTL_SECONDS * 1000,
    },
    access: {
      apiKey: environment.API_KEY,
      file: accessFile(environment, variables),
      stdioCaller: environment.STDIO_CALLER,
      allowedIps: environment.ALLOWED_IPS,
      rules: accessRules(environment),
      stateSecret: environment.STATE_SECRET ?? randomBytes(32).toString('base64url'),
    },
    audit: auditConfig(environment),
    telemetry: telemetryConfig(environment),
    oauth: oauthConfig(environment),
    limits: limitsConfig(environment),
    redis:
      environment.REDIS_URL === undefined
        ? undefined
        : { url: environment.REDIS_URL, timeoutMs: environment.REDIS_TIMEOUT_MS },
  });
}

function accessFile(
  { ACCESS_FILE: path, ACCESS_RELOAD_SECONDS: seconds }: Environment,
  variables: Readonly<Record<string, unknown>>,
): AccessFileConfig | undefined {
  if (path === undefined) return undefined;
  const variable = (name: string): string | undefined => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return { path, reloadMs: seconds * 1000, variable };
}

function accessRules(environment: Environment): AccessRules {
  return {
    modelsAllow: environment.MODELS_ALLOW,
    modelsDeny: environment.MODELS_DENY,
    fieldsDeny: environment.FIELDS_DENY,
    methodsDeny: environment.METHODS_DENY,
    maxWriteRecords: environment.WRITE_MAX_RECORDS,
    maxUnlinkRecords: environment.UNLINK_MAX_RECORDS,
  };
}

function odooConfig(environment: Environment): OdooConfig | undefined {
  const { ODOO_URL: url, ODOO_DATABASE: database, ODOO_USERNAME: username } = environment;
  if (url === undefined || database === undefined || username === undefined) return undefined;
  return {
    url: new URL(url),
    database,
    username,
    password: environment.ODOO_PASSWORD,
    apiKey: environment.ODOO_API_KEY,
    transport: environment.ODOO_TRANSPORT,
    ca: environment.ODOO_CA_FILE === undefined ? undefined : readFileSync(environment.ODOO_CA_FILE, 'utf8'),
    ...odooTuning(environment),
  };
}

function serverConfig(environment: Environment): ServerConfig {
  return {
    host: environment.SERVER_HOST,
    port: environment.SERVER_PORT,
    debug: environment.DEBUG,
    logLevel: environment.DEBUG ? 'debug' : environment.LOG_LEVEL.toLowerCase(),
    logMaxWaitingBytes: environment.LOG_MAX_WAITING_BYTES,
    corsOrigins: lowerCase(environment.CORS_ORIGINS),
    allowedHosts: lowerCase(environment.ALLOWED_HOSTS),
    trustedProxies: environment.TRUSTED_PROXIES,
    webConsole: environment.WEB_CONSOLE,
    shutdownGraceMs: environment.SHUTDOWN_GRACE_MS,
    shutdownDelayMs: Math.min(environment.SHUTDOWN_DELAY_MS, environment.SHUTDOWN_GRACE_MS / 2),
  };
}

/** As clients send host names and origins. */
function lowerCase(names: readonly string[]): string[] {
  return names.map((name) => name.toLowerCase());
}

/** Plain objects and lists only: a URL keeps its state in private fields, which freezing does not reach. */
function deepFreeze<T>(value: T): T {
  const plain = Array.isArray(value) || Object.getPrototypeOf(value ?? 0) === Object.prototype;
  if (plain) Object.values(value as object).forEach(deepFreeze);
  return plain ? Object.freeze(value) : value;
}
