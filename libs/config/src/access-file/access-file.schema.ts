import { z } from 'zod';
import { isAddressRange, MEMBER_PATTERN, MODEL_PATTERN } from '../validators.js';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const name = z.string().regex(NAME, 'expected a name of letters, digits, ".", "_" and "-", 64 at most');

/** A password or an API key: better where it stands than itself. */
const secretSource = z
  .union(
    [
      z.strictObject({ env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/) }),
      z.strictObject({ file: z.string().min(1) }),
      z.string().min(1),
    ],
    'expected { env: NAME } or { file: PATH }',
  )
  .meta({ description: 'Where the secret is: in an environment variable, or in a file beside this one.' });

const companies = z.array(z.int().positive()).meta({ description: 'Ids of companies. All where it is empty.' });

const models = z.array(z.string().regex(MODEL_PATTERN, 'expected the name of a model, `*` for any part'));

const members = z.array(z.string().regex(MEMBER_PATTERN, 'expected a name, or model:name, `*` for any part'));

const credentials = { username: z.string().min(1), password: secretSource.optional(), apiKey: secretSource.optional() };

const connection = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'expected an http or https URL' })
    .refine((url) => URL.canParse(url) && new URL(url).username === '', 'expected a URL without a user in it'),
  database: z.string().min(1),
  transport: z.enum(['auto', 'session', 'json2', 'jsonrpc']).optional(),
  ...credentials,
  companies: companies.optional(),
  ca: z
    .strictObject({ file: z.string().min(1) })
    .meta({ description: 'Certificate authority of an Odoo behind a private one, in PEM.' })
    .optional(),
});

const otherConnection = z.union(
  [name, z.strictObject({ connection: name, identity: name.optional(), companies: companies.optional() })],
  'expected the name of a connection, or { connection, identity, companies }',
);

/** What narrows a caller, whether it shows a key or a token. */
const narrowing = {
  mode: z.enum(['readonly', 'readwrite']).optional().meta({
    description: 'readonly where it is not said. readwrite counts only where MCP_MODE is readwrite too.',
  }),
  connection: name.optional().meta({ description: 'The only one, or `default`, where it is not said.' }),
  connections: z.array(otherConnection).optional().meta({ description: 'Those that a call may name besides.' }),
  identity: name.optional().meta({ description: 'The Odoo user of its calls; else the user of the connection.' }),
  models: z.strictObject({ allow: models.optional(), deny: models.optional() }).optional(),
  fields: z.strictObject({ allow: members.optional(), deny: members.optional() }).optional(),
  methods: z.strictObject({ allow: members.optional(), deny: members.optional() }).optional(),
  companies: companies.optional().meta({ description: 'Some of those of the connection.' }),
  ips: z
    .array(z.string().refine(isAddressRange, 'expected an address or a range, such as 10.0.0.0/8'))
    .optional()
    .meta({ description: 'Addresses and ranges that it may come from. Any where it is empty.' }),
  rate: z
    .strictObject({ requests: z.int().min(1).max(1_000_000), window: z.int().min(1).max(86_400) })
    .optional()
    .meta({ description: 'Requests in a window of so many seconds.' }),
  caps: z
    .strictObject({
      rows: z.int().min(1).optional(),
      write: z.int().min(0).optional(),
      unlink: z.int().min(0).optional(),
    })
    .optional()
    .meta({ description: 'Rows of one answer, and records that one call may write or delete.' }),
  confirm: z
    .enum(['never', 'destructive', 'always'])
    .optional()
    .meta({ description: 'Counts where it is stricter than CONFIRM.' }),
};

const secret = z.strictObject({
  hash: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, 'expected sha256: and 64 hexadecimal digits')
    .meta({ description: 'SHA-256 of the secret, as the key tool writes it.' }),
  expires: z.iso
    .datetime({ offset: true, error: 'expected a moment, such as 2027-01-31T00:00:00Z' })
    .optional()
    .meta({ description: 'Not taken any more from then on.' }),
});

const key = z.strictObject({
  id: name.meta({ description: 'Its name in logs.' }),
  secrets: z.array(secret).min(1).max(2),
  ...narrowing,
});

const tokenRule = z.strictObject({
  claims: z
    .record(z.string().min(1), z.string().min(1))
    .refine((claims) => Object.keys(claims).length > 0, 'expected a claim: none would fit every token')
    .meta({ description: 'What a token must say.' }),
  id: name.meta({ description: "Stands before the token's subject in logs." }),
  ...narrowing,
});

/** The access file, as it is written. */
export const accessFile = z.strictObject({
  connections: z.record(name, connection).optional().meta({ description: 'The Odoos, by name.' }),
  identities: z
    .record(name, z.strictObject(credentials))
    .optional()
    .meta({ description: 'Odoo users of callers, by name.' }),
  keys: z.array(key).optional().meta({ description: 'Who may call.' }),
  oauth: z.array(tokenRule).optional().meta({ description: 'Who may call with a token. The first that fits counts.' }),
});

export type AccessFile = z.infer<typeof accessFile>;
export type ConnectionEntry = z.infer<typeof connection>;
export type CredentialsEntry = Pick<ConnectionEntry, 'username' | 'password' | 'apiKey'>;
export type SecretSource = z.infer<typeof secretSource>;
export type KeyEntry = z.infer<typeof key>;
export type TokenRuleEntry = z.infer<typeof tokenRule>;
export type OtherConnectionEntry = z.infer<typeof otherConnection>;
export type Narrowing = Omit<KeyEntry, 'id' | 'secrets'>;

/** Its JSON Schema, for editors. */
export function accessFileSchema(): string {
  const schema = z.toJSONSchema(accessFile, { io: 'input' });
  return `${JSON.stringify({ ...schema, title: 'Access file of Odoo MCP Server' }, null, 2)}\n`;
}
