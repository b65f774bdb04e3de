import { ACCOUNTS, type Account } from '../data/accounts.js';
import type { Clock, Database } from '../orm/database.js';
import type { Environment } from '../orm/environment.js';
import { accessDenied } from '../orm/odoo-fault.js';

const ALLOWED_FAILURES = 5;
const COOLDOWN_MS = 60_000;

interface Failures {
  readonly count: number;
  readonly latest: number;
}

/** Who somebody is, by password or key, and the pause after too many wrong passwords from one address. */
export class Authenticator {
  private readonly failures = new Map<string, Failures>();
  private readonly accounts: readonly Account[];

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.accounts = ACCOUNTS[database.version];
  }

  /** The web login: a password only; an account with two factors comes back and is not in yet. */
  byPassword(login: string, password: string, address: string): Account {
    return this.guarded(address, () => {
      const account = this.accounts.find((one) => one.login === login);
      return account?.password === password ? account : undefined;
    });
  }

  /** A remote call's login: a password, unless two factors are asked for, or an API key in its place. */
  byPasswordOrKey(who: { login: string } | { uid: number }, secret: string, address: string): Account {
    return this.guarded(address, () => {
      const account = this.accounts.find((one) => ('uid' in who ? one.uid === who.uid : one.login === who.login));
      if (account?.apiKey === secret) return account;
      return account?.password === secret && !account.hasTwoFactors ? account : undefined;
    });
  }

  byKey(key: string): Account | undefined {
    return this.accounts.find((account) => account.apiKey === key);
  }

  knows(uid: number): boolean {
    return this.accounts.some((account) => account.uid === uid);
  }

  environmentOf(uid: number): Environment {
    const account = this.accounts.find((one) => one.uid === uid);
    return {
      database: this.database,
      uid,
      login: account?.login ?? '',
      isAdmin: account?.isAdmin ?? false,
      context: {},
    };
  }

  private guarded(address: string, find: () => Account | undefined): Account {
    const { count, latest } = this.failures.get(address) ?? { count: 0, latest: 0 };
    if (count >= ALLOWED_FAILURES && this.clock.now() - latest < COOLDOWN_MS) {
      throw accessDenied('Too many login failures, please wait a bit before trying again.');
    }
    const account = find();
    if (!account) {
      this.failures.set(address, { count: count + 1, latest: this.clock.now() });
      throw accessDenied();
    }
    this.failures.delete(address);
    return account;
  }
}
