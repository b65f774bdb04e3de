import { type CallEnd, OdooUnavailable } from '#libs/contracts';
import type { LoginGate } from './login-gate.js';

/**
 * Keeps a refused login from being tried again at once: after five bad ones Odoo refuses every login from the
 * gateway's address, right ones included.
 */
export class LoginPause {
  private refusal: { readonly error: OdooUnavailable; readonly until: number } | undefined;
  /** Whether Odoo has accepted this login before, so that it need not wait for those of others. */
  private proven = false;

  /** @param gate shared by all who log in to the same Odoo. */
  constructor(
    private readonly pauseMs: number,
    private readonly now: () => number,
    private readonly gate: LoginGate,
  ) {}

  /**
   * Runs a login, or throws the last refusal again while its pause lasts.
   * @param end of the call that is its own login; one for all who wait for it has none.
   */
  async guard<T>(logIn: () => Promise<T>, end: CallEnd = {}): Promise<T> {
    if (this.refusal && this.now() < this.refusal.until) throw this.refusal.error;
    this.refusal = undefined;
    try {
      const session = await (this.proven ? this.again(logIn) : this.gate.pass(logIn, isRefusal, end));
      this.proven = true;
      return session;
    } catch (error) {
      if (isRefusal(error)) this.refusal = { error, until: this.now() + this.pauseMs };
      throw error;
    }
  }

  private async again<T>(logIn: () => Promise<T>): Promise<T> {
    try {
      return await logIn();
    } catch (error) {
      if (isRefusal(error)) {
        this.proven = false;
        this.gate.noteRefusal();
      }
      throw error;
    }
  }
}

/** Refused for good, in contrast to an Odoo that could not be asked. */
function isRefusal(error: unknown): error is OdooUnavailable {
  return error instanceof OdooUnavailable && !error.retryable;
}
