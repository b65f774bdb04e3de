import { readFileSync } from 'node:fs';
import type { OdooConfig } from '#libs/config';
import type { Logger } from '#libs/observability';

/** Descriptors for all but clients and Odoo: Node's own, files, Redis, an identity provider, looking up names. */
const OTHERS = 64;

type Reached = Pick<OdooConfig, 'url' | 'maxConnections'>;

/**
 * How many connections of clients there may be, so that descriptors are left for Odoo: each needs one, and one that the
 * process does not get is a call that fails.
 * @param wanted MAX_CONNECTIONS.
 */
export function connectionsWithin(
  wanted: number,
  odoos: Iterable<Reached>,
  logger: Pick<Logger, 'warn'>,
  limits = ownLimits(),
): number {
  const limit = openFiles(limits);
  const room = Math.max(1, limit - connectionsToOdoo(odoos) - OTHERS);
  if (wanted <= room) return wanted;
  logger.warn({ openFiles: limit, connections: room }, 'MAX_CONNECTIONS is lowered: the process may not open so many.');
  return room;
}

/** As many as may be under way at once: Odoos that are reached at the same address share them. */
function connectionsToOdoo(odoos: Iterable<Reached>): number {
  const byUrl = new Map(Array.from(odoos, ({ url, maxConnections }) => [url.href, maxConnections]));
  return Array.from(byUrl.values()).reduce((all, each) => all + each, 0);
}

/** The soft limit, as `ulimit -n` has it; none where nothing tells of one. */
function openFiles(limits: string): number {
  const [, soft] = /^Max open files +(\d+)/m.exec(limits) ?? [];
  return soft === undefined ? Infinity : Number(soft);
}

/** As Linux tells; other systems have no such file. */
function ownLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}
