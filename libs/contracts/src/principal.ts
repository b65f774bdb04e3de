import type { Mode } from './access.js';
import type { AccessRules } from './access-rules.js';

/** Who is calling, whatever door they came in by. Never holds the secret that they showed. */
export interface Principal {
  /** Stable name for logs, limits and audit. */
  readonly id: string;
  readonly mode: Mode;
  readonly rules: AccessRules;
}
