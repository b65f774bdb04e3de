import type { AuditEnvironment } from './audit-environment.js';

export interface AuditConfig {
  /** Nothing is kept where there is none. */
  readonly file: string | undefined;
  readonly secret: string | undefined;
  readonly sync: 'batch' | 'never';
  readonly onFailure: 'stop-writes' | 'continue';
  readonly maxBytes: number;
  /** All where it is 0. */
  readonly keepFiles: number;
  /** Of one address. */
  readonly refusalsPerMinute: number;
  readonly heldLines: number;
  readonly anchorLines: number;
}

export function auditConfig(environment: AuditEnvironment): AuditConfig {
  return {
    file: environment.AUDIT_FILE,
    secret: environment.AUDIT_SECRET,
    sync: environment.AUDIT_SYNC,
    onFailure: environment.AUDIT_ON_FAILURE,
    maxBytes: environment.AUDIT_MAX_BYTES,
    keepFiles: environment.AUDIT_KEEP_FILES,
    refusalsPerMinute: environment.AUDIT_REFUSALS_PER_MINUTE,
    heldLines: environment.AUDIT_HELD_LINES,
    anchorLines: environment.AUDIT_ANCHOR_LINES,
  };
}
