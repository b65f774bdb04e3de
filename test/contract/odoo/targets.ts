import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { OdooConfig } from '#libs/config';
import { HttpOdooConnection, LoginGate, type TransportKind } from '#libs/odoo';
import { startSandbox } from '../../../apps/sandbox/src/sandbox.js';
import { unwatched } from '../../fixtures/recording-tracer.js';
import { upstreamOf } from '../../fixtures/upstream.js';

export type Major = 14 | 19;

export interface Identity {
  readonly login: string;
  readonly password: string;
  readonly apiKey: string;
}

/** An Odoo that answers: a real one, or the look-alike. */
export interface OdooServer {
  readonly url: string;
  readonly database: string;
  readonly admin: Identity;
  readonly demo: Identity;
  /** Logs a session out behind its user's back, as time does. */
  endSession(sessionId: string): Promise<void>;
  stop(): Promise<void>;
}

/** Something that the contract is held against. */
export interface Target {
  readonly name: string;
  readonly major: Major;
  readonly transports: readonly TransportKind[];
  start(): Promise<OdooServer>;
}

const TRANSPORTS: Readonly<Record<Major, readonly TransportKind[]>> = {
  14: ['session', 'jsonrpc'],
  19: ['session', 'json2', 'jsonrpc'],
};

/** Fails, and never skips, where that Odoo does not run: what the sandbox imitates is proven here or nowhere. */
export const realOdoo = (major: Major): Target => ({
  name: `Odoo ${major}`,
  major,
  transports: TRANSPORTS[major],
  start: async () => {
    const info = await infoOf(major);
    return {
      url: info.url,
      database: info.database,
      admin: { login: info.login, password: info.password, apiKey: info.apiKeys.admin },
      demo: { login: info.demoLogin, password: info.demoPassword, apiKey: info.apiKeys.demo },
      endSession: (sessionId) => logOut(info.url, sessionId),
      stop: async () => {},
    };
  },
});

export const sandboxOdoo = (major: Major): Target => ({
  name: `the sandbox as Odoo ${major}`,
  major,
  transports: TRANSPORTS[major],
  start: async () => {
    const sandbox = await startSandbox({ version: major });
    const { admin, demo } = sandbox.users;
    return {
      url: sandbox.url,
      database: sandbox.database,
      admin,
      demo,
      endSession: async () => sandbox.faults.set({ expireSessions: 1 }),
      stop: () => sandbox.close(),
    };
  },
});

/** A connection of its own, as the gateway would make it from these settings; its owner closes it. */
export function connect(server: OdooServer, overrides: Partial<OdooConfig>): HttpOdooConnection {
  const config: OdooConfig = {
    url: new URL(server.url),
    database: server.database,
    username: server.admin.login,
    password: undefined,
    apiKey: undefined,
    transport: 'auto',
    ca: undefined,
    connectTimeoutMs: 5_000,
    timeoutMs: 60_000,
    maxConnections: 8,
    maxResponseBytes: 64 * 1024 * 1024,
    queueCalls: 100,
    queueCallsPerCaller: 100,
    queueWaitMs: 10_000,
    abandonedMs: 30_000,
    repeatsPercent: 0,
    repeatsWindowMs: 10_000,
    breakerFailures: 5,
    breakerPauseMs: 5_000,
    loginPauseMs: 60_000,
    loginRefusals: 3,
    fieldsCacheMs: 60_000,
    fieldsCacheModels: 100,
    ...overrides,
  };
  const gate = new LoginGate(config, Date.now);
  return new HttpOdooConnection('default', config, Date.now, gate, upstreamOf(config), unwatched);
}

/** Settings that lead a user in by this transport: the session by password, the others by API key. */
export function settingsFor(transport: TransportKind, { login, password, apiKey }: Identity): Partial<OdooConfig> {
  return { transport, username: login, ...(transport === 'session' ? { password } : { apiKey }) };
}

async function logOut(url: string, sessionId: string): Promise<void> {
  const response = await fetch(new URL('/web/session/destroy', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: `session_id=${sessionId}` },
    body: JSON.stringify({ jsonrpc: '2.0', params: {} }),
  });
  const answer = (await response.json()) as { error?: { message: string } };
  if (answer.error) throw new Error(`The session could not be ended: ${answer.error.message}`);
}

interface OdooInfo {
  readonly url: string;
  readonly database: string;
  readonly login: string;
  readonly password: string;
  readonly demoLogin: string;
  readonly demoPassword: string;
  readonly apiKeys: { readonly admin: string; readonly demo: string };
}

async function infoOf(major: Major): Promise<OdooInfo> {
  const script = resolve('test/odoo/odoo.sh');
  try {
    const { stdout } = await promisify(execFile)('bash', [script, 'info', '--version', String(major)]);
    return JSON.parse(stdout) as OdooInfo;
  } catch (error) {
    throw new Error(`This suite needs a real Odoo ${major}. Start it with: make odoo-up`, { cause: error });
  }
}
