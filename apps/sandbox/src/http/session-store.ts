import { randomBytes } from 'node:crypto';
import type { Clock } from '../orm/database.js';
import type { OdooVersion } from '../orm/model-definition.js';

const DAY_MS = 86_400_000;

interface Session {
  readonly uid: number;
  /** A rotated session's old id dies then. */
  diesAt: number;
}

/** Web sessions that somebody has logged in to, by the id in the `session_id` cookie. */
export class SessionStore {
  private readonly sessions = new Map<string, Session>();

  constructor(
    private readonly version: OdooVersion,
    private readonly clock: Clock,
  ) {}

  open(uid: number): string {
    const id = this.newId();
    this.sessions.set(id, { uid, diesAt: Number.POSITIVE_INFINITY });
    return id;
  }

  uidOf(id: string): number | undefined {
    const session = this.sessions.get(id);
    if (!session || session.diesAt > this.clock.now()) return session?.uid;
    this.sessions.delete(id);
    return undefined;
  }

  drop(id: string): void {
    this.sessions.delete(id);
  }

  /** A new id for the same login; the old one stays good for the grace. */
  rotate(id: string, uid: number, graceMs: number): string {
    const session = this.sessions.get(id);
    if (session) session.diesAt = this.clock.now() + graceMs;
    return this.open(uid);
  }

  /** The Set-Cookie of a session, as each version writes it. */
  cookie(id: string): string {
    const lifeDays = this.version === 19 ? 365 : 90;
    const date = new Date(this.clock.now() + lifeDays * DAY_MS).toUTCString();
    const expires = this.version === 19 ? date : date.replace(/ (\w{3}) /, '-$1-');
    return `session_id=${id}; Expires=${expires}; Max-Age=${this.version === 19 ? 604_800 : 7_776_000}; HttpOnly; Path=/`;
  }

  /** The cookie of somebody who has not logged in. Nobody can do anything with it, so it is not kept. */
  visitorCookie(): string {
    return this.cookie(this.newId());
  }

  private newId(): string {
    return this.version === 19 ? randomBytes(63).toString('base64url') : randomBytes(20).toString('hex');
  }
}

const COOKIE = /(?:^|;\s*)session_id=([^;]*)/;

export const sessionIdIn = (cookies: string | undefined): string => (cookies && COOKIE.exec(cookies)?.[1]) || '';
