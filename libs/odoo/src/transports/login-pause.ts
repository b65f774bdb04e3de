import { OdooUnavailable } from '#libs/contracts';

/**
 * Keeps a refused login from being tried again at once: after five bad ones Odoo refuses every login from the
 * gateway's address, right ones included.
 */
export class LoginPause {
  private refusal: { readonly error: OdooUnavailable; readonly until: number } | undefined;

  constructor(
    private readonly pauseMs: number,
    private readonly now: () => number,
  ) {}

  /** Runs a login, or throws the last refusal again while its pause lasts. */
  async guard<T>(logIn: () => Promise<T>): Promise<T> {
    if (this.refusal && this.now() < this.refusal.until) throw this.refusal.error;
    this.refusal = undefined;
    try {
      return await logIn();
    } catch (error) {
      if (isRefusal(error)) this.refusal = { error, until: this.now() + this.pauseMs };
      throw error;
    }
  }
}

/** Refused for good, in contrast to an Odoo that could not be asked. */
function isRefusal(error: unknown): error is OdooUnavailable {
  return error instanceof OdooUnavailable && !error.retryable;
}
