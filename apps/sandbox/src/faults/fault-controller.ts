import type { FaultSettings, SpoiltAnswer } from './fault-settings.js';

/** What a call is known by before it runs. */
export interface CallIdentity {
  readonly path: string;
  readonly model?: string;
  readonly method?: string;
}

/** The trouble that one call meets. */
export interface Trouble {
  readonly latencyMs?: number;
  readonly answer?: SpoiltAnswer;
  readonly slowBodyMs: number;
  readonly padBytes: number;
}

export interface Rotation {
  readonly graceMs: number;
}

interface Rule {
  readonly settings: FaultSettings;
  calls: number;
  expiries: number;
  rotations: number;
}

const DEFAULT_SLOW_BODY_MS = 50;

/** The knobs: what goes wrong, for which calls, how often. */
export class FaultController {
  private rules: Rule[] = [];

  /** Replaces whatever was set; several settings act side by side, each on its own calls. */
  set(...settings: readonly FaultSettings[]): void {
    this.rules = settings.map((one) => ({
      settings: one,
      calls: one.times ?? Number.POSITIVE_INFINITY,
      expiries: countOf(one.expireSessions, 1),
      rotations: countOf(one.rotateSessions, Number.POSITIVE_INFINITY),
    }));
  }

  clear(): void {
    this.rules = [];
  }

  /** What is set, with what is left of it. */
  get current(): readonly FaultSettings[] {
    return this.rules.map(({ settings, calls, expiries, rotations }) => ({
      ...settings,
      ...(Number.isFinite(calls) ? { times: calls } : {}),
      ...(settings.expireSessions === undefined ? {} : { expireSessions: expiries }),
      ...(settings.rotateSessions === undefined || !Number.isFinite(rotations) ? {} : { rotateSessions: rotations }),
    }));
  }

  /** The trouble for this call, which uses up one of its `times`. */
  take(call: CallIdentity): Trouble | undefined {
    if (this.rules.length === 0) return undefined;
    const rule = this.rules.find((one) => one.calls > 0 && isTrouble(one.settings) && matches(one.settings, call));
    if (!rule) return undefined;
    rule.calls -= 1;
    const { latencyMs, answer, slowBodyMs = DEFAULT_SLOW_BODY_MS, padBytes = 0 } = rule.settings;
    return { slowBodyMs, padBytes, ...(latencyMs === undefined ? {} : { latencyMs }), ...(answer ? { answer } : {}) };
  }

  /** Whether this session call is to find its session gone; uses up one. */
  takeExpiry(call: CallIdentity): boolean {
    const rule = this.rules.find((one) => one.expiries > 0 && matches(one.settings, call));
    if (rule) rule.expiries -= 1;
    return rule !== undefined;
  }

  /** Whether this session call is to be answered with a new session id; uses up one. */
  takeRotation(call: CallIdentity): Rotation | undefined {
    const rule = this.rules.find((one) => one.rotations > 0 && matches(one.settings, call));
    if (!rule) return undefined;
    rule.rotations -= 1;
    return { graceMs: rule.settings.rotationGraceMs ?? 0 };
  }
}

const countOf = (value: boolean | number | undefined, whenTrue: number): number =>
  typeof value === 'number' ? value : value ? whenTrue : 0;

const isTrouble = ({ latencyMs, answer, padBytes }: FaultSettings): boolean =>
  latencyMs !== undefined || answer !== undefined || padBytes !== undefined;

function matches({ match }: FaultSettings, call: CallIdentity): boolean {
  if (!match) return true;
  if (match.path !== undefined && !call.path.startsWith(match.path)) return false;
  if (match.model !== undefined && match.model !== call.model) return false;
  return match.method === undefined || match.method === call.method;
}
