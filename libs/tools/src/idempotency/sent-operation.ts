import { type Operation, OutcomeUnknown } from '#libs/contracts';
import { idsText } from '../writing/existing-records.js';

/** What is known of an operation that was sent, as JSON; nothing of its values. */
interface SentOperation {
  readonly model: string;
  readonly method: string;
  readonly ids: readonly number[];
  /** ISO 8601. */
  readonly at: string;
  /** How to find out whether it was done, where its tool knows. */
  readonly check?: string | undefined;
}

/** Ids that are kept; a call on more is found by these. */
const IDS_MAX = 100;

export function sentNote({ model, method, args, kwargs }: Operation, at: string): string {
  const ids = method === 'create' ? [] : [args[0] ?? kwargs['ids']].flat().filter(isId).slice(0, IDS_MAX);
  return written({ model, method, ids, at });
}

/** The same with what the first caller was told. */
export function lostNote(sent: string, { hint }: Pick<OutcomeUnknown, 'hint'>): string {
  return written({ ...(JSON.parse(sent) as SentOperation), check: hint });
}

/** What everybody is told who repeats a call that was sent, and whose answer nobody has. */
export function lostBefore(note: string): OutcomeUnknown {
  const { model, method, ids, at, check } = JSON.parse(note) as SentOperation;
  const records = ids.length > 0 ? ` ${idsText(ids)}` : '';
  return new OutcomeUnknown(
    `A call with this idempotency key was sent to Odoo at ${at} (${method} of ${model}${records}), and its answer was ` +
      'lost: it may or may not have been done. It is not sent again.',
    {
      hint:
        check ?? `Read the records of ${model} and look. Make up a new key only when you know that it was not done.`,
      replayed: true,
    },
  );
}

function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

function written(sent: SentOperation): string {
  return JSON.stringify(sent);
}
