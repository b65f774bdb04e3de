/**
 * Seals what a client carries from one call to the next, so that any replica can go on with it and nobody can have
 * made it up.
 */
export interface StateSigner {
  /** @param purpose keeps a seal made for one use from being shown for another. */
  seal(purpose: string, state: unknown): string;
  /** @returns the state, or undefined for anything that was not sealed here for this purpose. */
  open(purpose: string, token: string): unknown;
  /** Names a state: equal states have the same name, which nobody without the secret can make or tell anything by. */
  digest(purpose: string, state: unknown): string;
}

export const STATE_SIGNER = Symbol('STATE_SIGNER');
