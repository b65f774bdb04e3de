/** How a spoilt answer looks; docs at FaultSettings.answer. */
export const SPOILT_ANSWERS = [
  'html',
  'http-502',
  'black-hole',
  'reset',
  'reset-after-work',
  'black-hole-after-work',
  'truncated-json',
  'invalid-json',
  'slow-body',
] as const;

export type SpoiltAnswer = (typeof SPOILT_ANSWERS)[number];

export interface CallMatch {
  /** Begins like this, `/web/session/authenticate`. */
  readonly path?: string;
  readonly model?: string;
  readonly method?: string;
}

export interface FaultSettings {
  /** Waits this long before anything else. */
  readonly latencyMs?: number;
  /**
   * The work is not done: `html` (200, a login page), `http-502` (a proxy's page), `black-hole` (no answer, ever),
   * `reset` (the socket is destroyed). The work is done: `reset-after-work`, `black-hole-after-work`,
   * `truncated-json` (the connection ends in the middle of the body), `invalid-json` (a whole answer, not JSON),
   * `slow-body` (the body comes in ten pieces, `slowBodyMs` between two).
   */
  readonly answer?: SpoiltAnswer;
  readonly slowBodyMs?: number;
  /** Makes answers longer by this many spaces, which JSON allows. */
  readonly padBytes?: number;
  /** How many calls the settings above last; left out, until they are cleared. */
  readonly times?: number;
  /** Only these calls; left out, all. */
  readonly match?: CallMatch;
  /** The next session calls (true: one) find their session gone. */
  readonly expireSessions?: boolean | number;
  /** The next session calls (true: all) are answered with a new session id. */
  readonly rotateSessions?: boolean | number;
  /** How long the old id of a rotated session stays good; 120,000 on a real server, 0 here when left out. */
  readonly rotationGraceMs?: number;
}

type Check = (value: unknown) => boolean;

const isCount: Check = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isCountOrFlag: Check = (value) => typeof value === 'boolean' || isCount(value);

const CHECKS: Readonly<Record<keyof FaultSettings, Check>> = {
  latencyMs: isCount,
  answer: (value) => SPOILT_ANSWERS.some((known) => known === value),
  slowBodyMs: isCount,
  padBytes: isCount,
  times: isCount,
  match: isMatch,
  expireSessions: isCountOrFlag,
  rotateSessions: isCountOrFlag,
  rotationGraceMs: isCount,
};

/** What is wrong with settings that came over HTTP, or nothing. */
export function problemWith(settings: unknown): string | undefined {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) return 'expected a JSON object';
  for (const [key, value] of Object.entries(settings)) {
    if (!isSetting(key)) return `unknown setting "${key}"; known: ${Object.keys(CHECKS).join(', ')}`;
    if (!CHECKS[key](value)) return `bad value for "${key}"`;
  }
  return undefined;
}

const isSetting = (key: string): key is keyof FaultSettings => Object.hasOwn(CHECKS, key);

function isMatch(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).every(
    ([key, part]) => ['path', 'model', 'method'].includes(key) && typeof part === 'string',
  );
}
