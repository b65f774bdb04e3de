import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What the registry's schema of 2025-12-11 wants, as far as this entry goes; what it does not know is refused. */
const input = {
  description: z.string().optional(),
  value: z.string().optional(),
  isRequired: z.boolean().optional(),
  isSecret: z.boolean().optional(),
  placeholder: z.string().optional(),
};
const variables = z.record(z.string().regex(/^\w+$/), z.strictObject(input)).optional();
const header = z.strictObject({ ...input, name: z.string(), variables });
const remote = z.strictObject({
  type: z.enum(['streamable-http', 'sse']),
  url: z.string().regex(/^https?:\/\/\S+$/),
  headers: z.array(header).optional(),
  variables,
});
const entrySchema = z.strictObject({
  $schema: z.literal('https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json'),
  name: z
    .string()
    .min(3)
    .max(200)
    .regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/),
  title: z.string().min(1).max(100),
  description: z.string().min(1).max(100),
  version: z
    .string()
    .max(255)
    .regex(/^\d+\.\d+\.\d+$/),
  remotes: z.array(remote).min(1),
});

describe('server.json', () => {
  const entry = entrySchema.parse(JSON.parse(readFileSync('server.json', 'utf8')));

  it('has the version of the package', () => {
    expect(entry.version).toBe((JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version);
  });

  it('names every variable that its address and headers hold, and keeps secret what is', () => {
    for (const { url, variables: known = {}, headers = [] } of entry.remotes) {
      expect(namesIn(url)).toEqual(Object.keys(known));
      expect(headers.map(({ value = '' }) => namesIn(value))).toEqual(
        headers.map((one) => Object.keys(one.variables ?? {})),
      );
      expect(headers.filter(({ name, isSecret }) => name === 'Authorization' && !isSecret)).toEqual([]);
    }
  });
});

function namesIn(template: string): string[] {
  return Array.from(template.matchAll(/\{(?<name>\w+)\}/g), ({ groups }) => groups?.['name'] ?? '');
}
