import { hash } from 'node:crypto';
import { InvalidArguments, type StreamPosition, type ToolContext } from '#libs/contracts';

/** What a cursor belongs to: it goes on with this question of this caller to this Odoo, and with no other. */
export type Question = readonly unknown[];

type CursorContext = Pick<ToolContext, 'signer' | 'principal'>;

/**
 * Where the rows behind `position` go on. Question and caller are in the purpose that is sealed, not in what is carried:
 * cursors are paid for in tokens and end up in logs.
 */
export function sealCursor(context: CursorContext, question: Question, position: number): string {
  return context.signer.seal(purposeOf(context, question), position);
}

/** @throws InvalidArguments for a cursor of another question, caller or Odoo, or one that was not made here. */
export function openCursor(context: CursorContext, question: Question, cursor: string): number {
  const position = context.signer.open(purposeOf(context, question), cursor);
  if (typeof position === 'number') return position;
  throw foreign();
}

/** The same for a stream. It carries numbers alone, because every chunk has one. */
export function sealStreamCursor(
  context: CursorContext,
  question: Question,
  { sent, lastIds }: StreamPosition,
): string {
  return context.signer.seal(purposeOf(context, question), [sent, ...lastIds]);
}

/** @throws InvalidArguments as `openCursor`. */
export function openStreamCursor(context: CursorContext, question: Question, cursor: string): StreamPosition {
  const carried = context.signer.open(purposeOf(context, question), cursor);
  if (!Array.isArray(carried)) throw foreign();
  const [sent = 0, ...lastIds] = carried as number[];
  return { sent, lastIds };
}

function foreign(): InvalidArguments {
  return new InvalidArguments('The cursor does not belong to this question.', {
    rule: 'cursor',
    hint: 'Repeat the arguments that it came from, or start again without a cursor.',
  });
}

function purposeOf({ principal }: CursorContext, question: Question): string {
  const text = JSON.stringify([principal.id, principal.odoo, ...question]);
  return `cursor ${hash('sha256', text, 'base64url')}`;
}
