import { isDeepStrictEqual } from 'node:util';
import type { AccessSource, AccessTable, OdooConfig } from '#libs/config';
import {
  Forbidden,
  type OdooCallObserver,
  type OdooConnections,
  type OdooLoad,
  type OdooReach,
  type OdooReaches,
  type OdooTarget,
} from '#libs/contracts';
import type { Subscription } from 'rxjs';
import { OVERTAKEN } from './call-slots.js';
import { HttpOdooConnection } from './odoo-connection.js';
import { LoginGate } from './transports/login-gate.js';
import { Upstream } from './upstream.js';

type User = Omit<OdooTarget, 'companies'>;

interface Open extends User {
  readonly settings: OdooConfig;
  readonly opened: HttpOdooConnection;
}

/** One connection for each Odoo and user that is called, made when it is called first. What one caches no other sees. */
export class ConnectionRegistry implements OdooConnections, OdooReaches {
  private readonly open = new Map<string, Open>();
  /** Those whose settings have changed, with the timer that closes them: what is under way on them may end. */
  private readonly retired = new Map<HttpOdooConnection, NodeJS.Timeout>();
  private readonly gates = new Map<string, LoginGate>();
  private readonly upstreams = new Map<string, Upstream>();
  private readonly following: Subscription;

  /**
   * @param now in milliseconds; never goes back.
   * @param onBreaker told when an Odoo stops to answer, and when it answers again.
   */
  constructor(
    private readonly access: AccessSource,
    private readonly now: () => number,
    private readonly onBreaker: (url: URL, state: 'open' | 'closed') => void,
    private readonly observer: OdooCallObserver,
  ) {
    this.following = access.changes.subscribe((table) => this.follow(table));
  }

  of({ connection, identity }: OdooTarget): HttpOdooConnection {
    const key = JSON.stringify([connection, identity ?? null]);
    let found = this.open.get(key);
    if (!found) {
      const settings = settingsOf({ connection, identity }, this.access.current);
      if (!settings) throw gone();
      const opened = this.opened(connection, settings);
      found = { connection, identity, settings, opened };
      this.open.set(key, found);
    }
    return found.opened;
  }

  reaches(): OdooReach[] {
    return Array.from(this.access.current.connections.keys(), (name) => this.reachOf(name));
  }

  loads(): OdooLoad[] {
    return Array.from(this.access.current.connections, ([connection, settings]) => {
      const { breaker, slots, repeats } = this.upstreamOf(settings);
      return {
        connection,
        reach: this.reachOf(connection),
        breaker: breaker.state,
        slots: settings.maxConnections,
        slotsTaken: slots.taken,
        waiting: slots.queued,
        repeats: repeats.total,
      };
    });
  }

  /** Looks whether those Odoos are there of which no call tells, and those that the breaker keeps calls from. Does not fail. */
  async probe(): Promise<void> {
    const names = Array.from(this.access.current.connections.keys()).filter((name) => this.isInDoubt(name));
    await Promise.all(names.map((connection) => this.of({ connection, companies: [] }).probe()));
  }

  async close(): Promise<void> {
    this.following.unsubscribe();
    for (const timer of this.retired.values()) clearTimeout(timer);
    for (const { slots } of this.upstreams.values()) slots.close();
    const all = [...Array.from(this.open.values(), ({ opened }) => opened), ...this.retired.keys()];
    await Promise.all(all.map((connection) => connection.close()));
  }

  private isInDoubt(connection: string): boolean {
    const opened = this.of({ connection, companies: [] });
    if (opened.isHeldBack) return true;
    return opened.isInDoubt && this.reachOf(connection) !== 'reachable';
  }

  private reachOf(name: string): OdooReach {
    const ofName = Array.from(this.open.values()).filter(({ connection }) => connection === name);
    const found = new Set(ofName.map(({ opened }) => opened.reach));
    return found.has('reachable') ? 'reachable' : found.has('unreachable') ? 'unreachable' : 'unknown';
  }

  private opened(name: string, settings: OdooConfig): HttpOdooConnection {
    const upstream = this.upstreamOf(settings);
    return new HttpOdooConnection(name, settings, this.now, this.gateOf(settings), upstream, this.observer);
  }

  private follow(table: AccessTable): void {
    for (const [key, user] of this.open) {
      if (isDeepStrictEqual(settingsOf(user, table), user.settings)) continue;
      this.open.delete(key);
      this.retire(user);
    }
  }

  private retire({ opened, settings }: Open): void {
    // A login and a call behind it, each overtaken in the queue.
    const timer = setTimeout(
      () => {
        this.retired.delete(opened);
        // Nobody waits for it, and it has nothing left to lose.
        opened.close().catch(() => undefined);
      },
      2 * (OVERTAKEN * settings.queueWaitMs + settings.timeoutMs),
    );
    timer.unref();
    this.retired.set(opened, timer);
  }

  /** An Odoo that is away is away for all its databases and users. */
  private upstreamOf(settings: OdooConfig): Upstream {
    const { url } = settings;
    let upstream = this.upstreams.get(url.href);
    if (!upstream) {
      upstream = new Upstream(settings, this.now, (state) => this.noteBreaker(url, state));
      this.upstreams.set(url.href, upstream);
    }
    return upstream;
  }

  private noteBreaker(url: URL, state: 'open' | 'closed'): void {
    const reach = state === 'open' ? 'unreachable' : 'reachable';
    for (const { settings, opened } of this.open.values()) {
      if (settings.url.href === url.href) opened.noteReach(reach);
    }
    this.onBreaker(url, state);
  }

  /** Odoo counts bad logins by database and address, whatever connection they belong to. */
  private gateOf(settings: OdooConfig): LoginGate {
    const { url, database } = settings;
    const key = JSON.stringify([url.href, database]);
    let gate = this.gates.get(key);
    if (!gate) {
      gate = new LoginGate(settings, this.now);
      this.gates.set(key, gate);
    }
    return gate;
  }
}

/** Undefined where the table has no such connection or user. */
function settingsOf({ connection, identity }: User, { connections, identities }: AccessTable): OdooConfig | undefined {
  const settings = connections.get(connection);
  if (!settings || identity === undefined) return settings;
  const own = identities.get(identity);
  // Its credentials stand in the place of the connection's, one that it does not have included.
  return own && { ...settings, username: own.username, password: own.password, apiKey: own.apiKey };
}

function gone(): Forbidden {
  return new Forbidden('The Odoo connection or user of this key is no longer configured.', {
    layer: 'key',
    rule: 'connections',
    hint: 'The operator sets connections and identities.',
  });
}
