import type { Access, ToolAnnotations, ToolDefinition, ToolListing } from '#libs/contracts';
import { z } from 'zod';

const ANNOTATIONS: Readonly<Record<Access, ToolAnnotations>> = {
  read: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  write: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  delete: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  execute: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
};

/** A tool as lists show it. Derives JSON Schemas, which is dear: do it once per tool. */
export function listingOf(tool: ToolDefinition): ToolListing {
  const { name, title, description, access } = tool;
  return {
    name,
    title,
    description,
    access,
    inputSchema: jsonSchema(tool.input, 'input'),
    outputSchema: tool.toText ? undefined : jsonSchema(tool.output, 'output'),
    annotations: { ...ANNOTATIONS[access], ...(tool.reachesOut && { openWorldHint: true }) },
  };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Readonly<Record<string, unknown>> {
  // What says nothing to a client costs tokens in every list all the same.
  const { $schema: _dialect, ...document } = z.toJSONSchema(schema, { io, override: dropSafeIntegerBounds });
  return document;
}

function dropSafeIntegerBounds({ jsonSchema }: { jsonSchema: { maximum?: number; minimum?: number } }): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}
