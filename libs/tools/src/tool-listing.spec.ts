import { type Access, defineTool, type ToolDefinition } from '#libs/contracts';
import { z } from 'zod';
import { listingOf } from './tool-listing.js';

function tool(access: Access, toText?: () => string): ToolDefinition {
  return defineTool({
    name: 'test_tool',
    title: 'Test',
    description: 'Tests.',
    access,
    input: z.strictObject({ limit: z.int().min(1).default(5), name: z.string().optional() }),
    output: z.object({ count: z.int() }),
    run: async () => ({ count: 1 }),
    ...(toText && { toText }),
  });
}

describe('listingOf', () => {
  it.each<[Access, object]>([
    ['read', { readOnlyHint: true, destructiveHint: false, idempotentHint: true }],
    ['write', { readOnlyHint: false, destructiveHint: false, idempotentHint: false }],
    ['delete', { readOnlyHint: false, destructiveHint: true, idempotentHint: true }],
    ['execute', { readOnlyHint: false, destructiveHint: true, idempotentHint: false }],
  ])('derives the annotations of a tool that can %s', (access, annotations) => {
    expect(listingOf(tool(access)).annotations).toMatchObject(annotations);
  });

  it('tells what a caller may leave out, and refuses what is unknown', () => {
    const { inputSchema } = listingOf(tool('read'));
    expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
    expect(inputSchema).not.toHaveProperty('required');
  });

  it('spends no tokens on what says nothing', () => {
    const text = JSON.stringify(listingOf(tool('read')));
    expect(text).not.toContain('$schema');
    expect(text).not.toContain(String(Number.MAX_SAFE_INTEGER));
  });

  it('describes the answer only where it is structured', () => {
    expect(listingOf(tool('read')).outputSchema).toMatchObject({ properties: { count: { type: 'integer' } } });
    expect(listingOf(tool('read', () => '')).outputSchema).toBeUndefined();
  });
});
