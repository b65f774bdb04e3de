import {
  type CallEnd,
  Cancelled,
  type Deadline,
  type GatewayError,
  OdooTimeout,
  type TimeLimit,
} from '#libs/contracts';

/** The rule of errors that a call's own deadline has caused: they tell nothing of Odoo. */
export const CALL_DEADLINE = 'call-deadline';

/**
 * Before anything of a call is sent.
 * @throws Cancelled or OdooTimeout where nobody waits for it any more.
 */
export function requireWaiting(end: CallEnd): void {
  const gone = whyGone(end);
  if (gone) throw gone;
}

/**
 * Tells when nobody waits for a call any more that was not sent yet, and why.
 * @returns what ends the watch.
 */
export function whenGone(end: CallEnd, tell: (error: GatewayError) => void): () => void {
  const signals = [end.signal, end.deadline?.signal];
  const onAbort = (): void => {
    const gone = whyGone(end);
    if (gone) tell(gone);
  };
  for (const signal of signals) signal?.addEventListener('abort', onAbort);
  return () => {
    for (const signal of signals) signal?.removeEventListener('abort', onAbort);
  };
}

/**
 * Waits for what others wait for too, such as a login, for as long as this call is waited for. It goes on without it.
 * @throws as `requireWaiting`: of the call itself nothing was sent.
 */
export async function whileWaiting<T>(shared: Promise<T>, end: CallEnd): Promise<T> {
  const { promise: gone, reject } = Promise.withResolvers<never>();
  const unwatch = whenGone(end, reject);
  const already = whyGone(end);
  if (already) reject(already);
  // Even then it is raced with, or a failure of what is shared would be nobody's.
  return Promise.race([gone, shared]).finally(unwatch);
}

function whyGone({ signal, deadline }: CallEnd): GatewayError | undefined {
  if (signal?.aborted) return new Cancelled();
  return deadline?.signal.aborted ? notSent(deadline) : undefined;
}

/** The deadline has passed, and Odoo never got the call. */
export function notSent({ limit }: Deadline): OdooTimeout {
  return new OdooTimeout(`The call was not sent to Odoo: its ${timeOf(limit)} were over before.`, {
    hint: `Odoo did nothing of it. ${HINTS[limit.name]}`,
    rule: CALL_DEADLINE,
  });
}

/** It has passed while Odoo worked on a call that only reads. */
export function notAnswered({ limit }: Deadline, cause: unknown): OdooTimeout {
  return new OdooTimeout(`Odoo did not answer within the call's ${timeOf(limit)}.`, {
    hint: `Ask for less. ${HINTS[limit.name]}`,
    rule: CALL_DEADLINE,
    cause,
  });
}

function timeOf({ ms, name }: TimeLimit): string {
  return `${ms} ms (${name})`;
}

const HINTS: Readonly<Record<TimeLimit['name'], string>> = {
  'X-Request-Timeout': 'Send more seconds as X-Request-Timeout.',
  CALL_TIMEOUT_MS: 'Send X-Request-Timeout with the seconds that you would wait.',
  CALL_TIMEOUT_MAX_MS: 'Nobody gets more; the operator sets CALL_TIMEOUT_MAX_MS.',
};
