import type { FieldDefinitions, RecordFiles } from '#libs/contracts';
import { z } from 'zod';

/** What an answer with moments says of them: Odoo takes and gives them in UTC, and people see them in their zone. */
export const momentMembers = {
  moments: z.literal('UTC').optional().describe('What dates with a time are in'),
  timezone: z.string().optional().describe('What the user sees them in'),
};

interface MomentsTold {
  readonly moments?: 'UTC' | undefined;
  readonly timezone?: string | undefined;
}

/** Set where one of the columns holds moments; dates alone have no zone. */
export async function momentsIn(
  columns: Iterable<string>,
  fields: FieldDefinitions,
  files: RecordFiles,
): Promise<MomentsTold> {
  const holds = [...columns].some((name) => Object.hasOwn(fields, name) && fields[name]?.type === 'datetime');
  return holds ? momentsTold(files) : {};
}

export async function momentsTold(files: RecordFiles): Promise<MomentsTold> {
  // Nobody is refused an answer because the zone is unknown.
  const { timezone } = await files.userContext().catch(() => ({ timezone: undefined }));
  return { moments: 'UTC', ...(timezone !== undefined && { timezone }) };
}

/** The same in the heading of a text. */
export function momentsHeading({ moments, timezone }: MomentsTold): string {
  if (moments === undefined) return '';
  return `, moments in UTC${timezone === undefined ? '' : ` (user's zone ${timezone})`}`;
}
