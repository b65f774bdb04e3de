/** What a check has found. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  /** In words. */
  readonly found: string;
  /** What to do, where something is to be done. */
  readonly advice?: string;
}

/** A clock that is further off makes keys and tokens expire too early or too late. */
const MOST_SKEW_SECONDS = 30;

export function clockFinding(whose: string, aheadSeconds: number): Finding {
  const name = `clock of ${whose}`;
  const off = Math.abs(aheadSeconds);
  const found =
    off <= 1 ? 'goes like the one here' : `is ${off} s ${aheadSeconds > 0 ? 'ahead of' : 'behind'} the one here`;
  if (off <= MOST_SKEW_SECONDS) return { name, ok: true, found };
  return { name, ok: false, found, advice: 'Let both machines keep time by NTP (timedatectl set-ntp true).' };
}
