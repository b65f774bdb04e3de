import { isDeepStrictEqual } from 'node:util';
import type { KeyConfig } from '#libs/config';
import type { KeyEvent } from '#libs/contracts';

/**
 * What became of keys when a table took the place of another, but for what time does to them. One whose secret was
 * replaced was revoked, and has changed.
 */
export function keyEvents(before: readonly KeyConfig[], after: readonly KeyConfig[]): KeyEvent[] {
  const known = new Map(before.map((key) => [key.principal.id, key]));
  const left = new Map(after.map((key) => [key.principal.id, key]));
  const gone = before.filter(({ principal: { id } }) => !left.has(id));
  const events = after.flatMap((key) => {
    const old = known.get(key.principal.id);
    return changesOf(old, key).map((change) => ({ principal: key.principal.id, change }));
  });
  return [...gone.map(({ principal: { id } }) => ({ principal: id, change: 'revoked' as const })), ...events];
}

/** Whether whoever shows one of its secrets is the same caller, with the same rights. */
export function isSame(one: KeyConfig, other: KeyConfig): boolean {
  return isDeepStrictEqual([one.ips, one.principal], [other.ips, other.principal]);
}

function changesOf(old: KeyConfig | undefined, key: KeyConfig): Array<KeyEvent['change']> {
  if (!old) return ['loaded'];
  const stays = old.secrets.filter(({ digest }) => key.secrets.some((secret) => secret.digest.equals(digest)));
  const hasChanged = !isSame(old, key) || !isDeepStrictEqual(stays, key.secrets);
  return [
    ...(stays.length < old.secrets.length ? ['revoked' as const] : []),
    ...(hasChanged ? ['changed' as const] : []),
  ];
}
