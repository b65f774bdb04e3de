import { isFieldPath, isMemberName, isModelName, orderPaths } from '#libs/contracts';
import { z } from 'zod';

/** Argument types that several tools share. Their descriptions are read by models. */

const NAME_MAX = 128;
const ORDER_MAX = 500;
const FIELDS_MAX = 200;

export const modelName = z
  .string()
  .max(NAME_MAX)
  .refine(isModelName, 'must be a technical model name such as "res.partner"')
  .describe('Technical model name, e.g. "res.partner"');

export const fieldNames = z
  .array(z.string().max(NAME_MAX).refine(isMemberName, 'must be a field name such as "email"'))
  .min(1)
  .max(FIELDS_MAX);

/** Checked again, to its last condition, by the policy before it is sent. */
export const domain = z
  .array(z.unknown(), 'must be a list of conditions such as [["is_company","=",true]]')
  .describe('Odoo domain: conditions [field, operator, value], joined by "&", "|", "!" in prefix position');

export const order = z
  .string()
  .max(ORDER_MAX)
  .refine((text) => orderPaths(text)?.every(isFieldPath), 'must look like "name desc, id"')
  .describe('e.g. "name desc, id"');
