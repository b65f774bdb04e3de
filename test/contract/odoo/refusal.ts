import { GatewayError, publicError } from '#libs/contracts';

/** Parts of tracebacks, SQL, and paths of the machine that Odoo runs on. */
const NEVER_SHOWN = [
  /Traceback/,
  /File "/,
  /\.py\b/,
  /\/(?:usr|opt|var|home|etc|tmp)\//,
  /\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM)\b.*\b(?:FROM|VALUES|SET|WHERE)\b/,
  /LINE \d+:/,
];

/** The typed error that a call ends in. Fails when it succeeds, ends in another error, or shows what it must not. */
export async function refusalOf(call: Promise<unknown>): Promise<GatewayError> {
  const error = await call.then(
    (answer) => new Error(`Expected a refusal, got ${JSON.stringify(answer)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof GatewayError)) throw error;
  const { message, hint = '' } = publicError(error, true);
  for (const part of NEVER_SHOWN) expect(`${message}\n${hint}`).not.toMatch(part);
  expect(message).not.toBe('');
  return error;
}
