import { type CallEnd, OdooUnavailable } from '#libs/contracts';
import { whileWaiting } from '../call-end.js';

export interface LoginGateSettings {
  /** How long a refusal counts. */
  readonly loginPauseMs: number;
  /** At once; Odoo refuses every login from an address after five bad ones. */
  readonly loginRefusals: number;
}

/**
 * Lets logins of users that have never got in go to one Odoo, so few at a time and so few refused in a row that the
 * gateway's address never gets shut out because of them.
 */
export class LoginGate {
  /** When the refusals of late stop to count, in milliseconds. */
  private refusals: number[] = [];
  private trying = 0;
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly settings: LoginGateSettings,
    private readonly now: () => number,
  ) {}

  /**
   * Runs the login of a user of whom nobody knows whether Odoo accepts it, as soon as there is room for one more refusal.
   * @param isRefusal whether the login has failed for good.
   * @param end of the call that is its own login.
   * @throws OdooUnavailable while too many were refused.
   */
  async pass<T>(logIn: () => Promise<T>, isRefusal: (error: unknown) => boolean, end: CallEnd = {}): Promise<T> {
    await this.takePlace(end);
    try {
      return await logIn();
    } catch (error) {
      if (isRefusal(error)) this.noteRefusal();
      throw error;
    } finally {
      this.trying -= 1;
      for (const wake of this.waiting) wake();
      this.waiting.clear();
    }
  }

  /** To be told of one that did not come through here, too. */
  noteRefusal(): void {
    this.refusals.push(this.now() + this.settings.loginPauseMs);
  }

  /** Whoever wakes first takes the place before the next one looks. */
  private async takePlace(end: CallEnd): Promise<void> {
    const { loginRefusals: most } = this.settings;
    for (;;) {
      this.refusals = this.refusals.filter((until) => this.now() < until);
      const [oldest] = this.refusals;
      if (oldest !== undefined && this.refusals.length >= most) throw shut(oldest - this.now());
      if (this.refusals.length + this.trying < most) break;
      const place = new Promise<void>((resolve) => this.waiting.add(resolve));
      await whileWaiting(place, end);
    }
    this.trying += 1;
  }
}

function shut(leftMs: number): OdooUnavailable {
  return new OdooUnavailable('Odoo has refused the logins of several users, so no further one is tried for now.', {
    hint: 'Try again later; the operator checks the credentials of the identities.',
    retryAfterSeconds: Math.ceil(leftMs / 1000),
  });
}
