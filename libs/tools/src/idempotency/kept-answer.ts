import { type GatewayError, type KeptRefusal, RefusedBefore, type ToolOutcome } from '#libs/contracts';

/** What is kept of a call that has an answer, as JSON. */
interface KeptAnswer {
  /** See AttemptOptions. */
  readonly rights: string;
  readonly outcome?: KeptOutcome;
  readonly refusal?: KeptRefusal;
}

/** The text is left out where it is the result as JSON. */
type KeptOutcome = Omit<ToolOutcome, 'text' | 'replayed'> & { readonly text?: string };

export function outcomeNote(rights: string, { text, ...outcome }: ToolOutcome, maxBytes: number): string {
  const kept = { ...outcome, ...(text !== JSON.stringify(outcome.result) && { text }) };
  const note = written({ rights, outcome: kept });
  return Buffer.byteLength(note) > maxBytes ? written({ rights, refusal: TOO_LARGE }) : note;
}

export function refusalNote(rights: string, { code, httpStatus, message, layer, hint, rule }: GatewayError): string {
  return written({ rights, refusal: { code, httpStatus, message, layer, hint, rule } });
}

/**
 * The outcome that was kept for callers with these rights.
 * @returns undefined where the rights differ.
 * @throws RefusedBefore where the call was refused.
 */
export function readAnswer(note: string, rights: string): ToolOutcome | undefined {
  const kept = JSON.parse(note) as KeptAnswer;
  if (kept.rights !== rights) return undefined;
  if (kept.refusal) throw new RefusedBefore(kept.refusal);
  const { text, ...outcome } = kept.outcome as KeptOutcome;
  return { ...outcome, text: text ?? JSON.stringify(outcome.result), replayed: true };
}

const TOO_LARGE: KeptRefusal = {
  code: 'payload_too_large',
  httpStatus: 413,
  message: 'This call was carried out before, and its answer was too large to be kept.',
  layer: 'gateway',
  hint: 'Read the records that it was about. The operator sets IDEMPOTENCY_MAX_ANSWER_BYTES.',
};

function written(answer: KeptAnswer): string {
  return JSON.stringify(answer);
}
