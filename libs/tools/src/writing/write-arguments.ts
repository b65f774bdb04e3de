import { z } from 'zod';

/** Argument types of the tools that write. */

/** The policy's own caps are far below; this bounds what is read at all. */
const IDS_MAX = 10_000;

export const recordIds = z
  .array(z.int().min(1))
  .min(1)
  .max(IDS_MAX)
  .transform((ids) => [...new Set(ids)]);

export const fieldValues = z.record(z.string(), z.unknown());

export const dryRun = z.boolean().default(false).describe('Only tell what would happen');
