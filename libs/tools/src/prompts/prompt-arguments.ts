import { isMemberName, isModelName } from '#libs/contracts';
import { z } from 'zod';

/** Argument types that several prompts share. Every value ends up in a text that a model obeys. */

const NAME_MAX = 128;
const FIELDS_MAX = 20;

/** Control characters, line breaks of any kind, and what nobody sees; the joiners of scripts and emoji are text. */
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Whether a text can stand for a record in an argument. */
export function isNameText(text: string): boolean {
  return text.length <= NAME_MAX && text.trim() !== '' && !UNSEEN.test(text);
}

/** How any argument stands in a prompt: as a JSON string, so that it cannot end where it should not. */
export function quoted(value: unknown): string {
  return JSON.stringify(value);
}

const text = z.string('is needed');

export const modelArgument = text.refine(isModelName, 'must be a technical model name such as "res.partner"');

export const nameArgument = text
  .trim()
  .refine(isNameText, `must be one line of plain text, at most ${NAME_MAX} characters`);

/** Field names, separated by commas. */
export const fieldsArgument = text
  .transform((names) => names.split(',').map((name) => name.trim()))
  .refine(
    (names) => names.length <= FIELDS_MAX && names.every(isMemberName),
    `must be field names, separated by commas, at most ${FIELDS_MAX}`,
  );

export const dateArgument = z.iso.date('must be a date such as "2026-11-30"');
