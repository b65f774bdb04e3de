import { type CallSource, InvalidArguments } from '#libs/contracts';
import type { GuardedRequest } from '#libs/permissions';

/** Seconds, such as `2.5`. */
const SECONDS = /^\d{1,7}(?:\.\d{1,6})?$/;

/** Less is taken for a mistake in the unit. */
const LEAST_MS = 1;

/** The header in the description of every route that asks Odoo something. */
export const REQUEST_TIMEOUT = {
  name: 'X-Request-Timeout',
  required: false,
  description: 'Seconds that the caller waits for the answer, such as 2.5',
} as const;

/**
 * How long the sender of a request waits for its answer, where a header says so.
 * @throws InvalidArguments for what is no time.
 */
export function timeoutOf({ headers }: Pick<GuardedRequest, 'headers'>): Pick<CallSource, 'timeoutMs'> {
  const value = headers['x-request-timeout'];
  if (value === undefined) return {};
  const timeoutMs = typeof value === 'string' && SECONDS.test(value) ? Number(value) * 1000 : 0;
  if (timeoutMs >= LEAST_MS) return { timeoutMs };
  throw new InvalidArguments('The header X-Request-Timeout is no time.', {
    hint: 'Send seconds as a number above 0, such as 2.5, or leave it out.',
  });
}
