import type { AddressInfo } from 'node:net';
import { ADMIN_API_KEY, DEMO_API_KEY, TOTP_API_KEY } from './data/accounts.js';
import { seededDatabase } from './data/seeded-database.js';
import { CallLog } from './faults/call-log.js';
import { Delays } from './faults/delays.js';
import { FaultController } from './faults/fault-controller.js';
import { Authenticator } from './http/authenticator.js';
import { CallRunner } from './http/call-runner.js';
import { sandboxServer } from './http/sandbox-server.js';
import { DATABASE, type SandboxServices } from './http/sandbox-services.js';
import { SessionStore } from './http/session-store.js';
import type { Clock } from './orm/database.js';
import type { OdooVersion } from './orm/model-definition.js';

export type { CallCounts, LoggedCall } from './faults/call-log.js';
export type { CallLog } from './faults/call-log.js';
export type { FaultController } from './faults/fault-controller.js';
export type { CallMatch, FaultSettings, SpoiltAnswer } from './faults/fault-settings.js';
export type { Clock } from './orm/database.js';
export type { OdooVersion } from './orm/model-definition.js';

export interface SandboxOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly host?: string;
  readonly version?: OdooVersion;
  /** How many active partners there are. */
  readonly partners?: number;
  /** How many models there are besides those that it imitates: `sample.model.1` and so on, of 20 records each. */
  readonly sampleModels?: number;
  /** How long each call takes. */
  readonly latencyMs?: number;
  /** Where write dates, the pause after bad logins and the life of rotated sessions get their time. */
  readonly clock?: Clock;
}

export interface SandboxUser {
  readonly login: string;
  readonly password: string;
  readonly apiKey: string;
}

export interface Sandbox {
  readonly url: string;
  readonly version: OdooVersion;
  readonly database: string;
  /** `totp` has a second factor, so only its key lets it in. */
  readonly users: Readonly<Record<'admin' | 'demo' | 'totp', SandboxUser>>;
  readonly faults: FaultController;
  readonly calls: CallLog;
  /** Ends every connection, answered or not. */
  close(): Promise<void>;
}

const DEFAULT_PARTNERS = 300;

/** Starts an Odoo look-alike that keeps everything in memory. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, host = '127.0.0.1', version = 19 } = options;
  const delays = new Delays();
  const services = assemble(options, version, delays);
  const app = sandboxServer(services);
  await app.listen({ port, host });
  const { port: bound } = app.server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    version,
    database: DATABASE,
    users: {
      admin: { login: 'admin', password: 'admin', apiKey: ADMIN_API_KEY },
      demo: { login: 'demo', password: 'demo', apiKey: DEMO_API_KEY },
      totp: { login: 'totp', password: 'totp', apiKey: TOTP_API_KEY },
    },
    faults: services.faults,
    calls: services.calls,
    close: async () => {
      delays.close();
      await app.close();
    },
  };
}

function assemble(options: SandboxOptions, version: OdooVersion, delays: Delays): SandboxServices {
  const { partners = DEFAULT_PARTNERS, sampleModels, latencyMs = 0, clock = { now: () => Date.now() } } = options;
  const database = seededDatabase(version, partners, clock, sampleModels);
  const faults = new FaultController();
  const calls = new CallLog();
  return {
    database,
    faults,
    calls,
    authenticator: new Authenticator(database, clock),
    sessions: new SessionStore(version, clock),
    runner: new CallRunner(faults, calls, delays, latencyMs),
  };
}
