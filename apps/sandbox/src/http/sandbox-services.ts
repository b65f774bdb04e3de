import type { CallLog } from '../faults/call-log.js';
import type { FaultController } from '../faults/fault-controller.js';
import type { Database } from '../orm/database.js';
import type { Authenticator } from './authenticator.js';
import type { CallRunner } from './call-runner.js';
import type { SessionStore } from './session-store.js';

/** What the routes work with. */
export interface SandboxServices {
  readonly database: Database;
  readonly authenticator: Authenticator;
  readonly sessions: SessionStore;
  readonly runner: CallRunner;
  readonly faults: FaultController;
  readonly calls: CallLog;
}

/** The one database there is. */
export const DATABASE = 'demo';
