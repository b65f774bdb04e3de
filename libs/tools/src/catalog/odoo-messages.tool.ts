import { defineTool, type OdooReader, type OdooRecord, NotFound } from '#libs/contracts';
import { z } from 'zod';
import { modelName } from '../arguments.js';
import { htmlToText, shortened, textLengthFor } from '../shaping/long-text.js';
import { momentMembers, momentsHeading, momentsTold } from '../shaping/moments-told.js';
import { rowsText } from '../shaping/rows-text.js';

const MESSAGES_DEFAULT = 20;
const MESSAGES_MAX = 100;
const FIELDS = ['date', 'author_id', 'subject', 'body', 'message_type', 'subtype_id'];

const message = z.object({
  id: z.int(),
  date: z.string(),
  author: z.string().optional(),
  type: z.string(),
  subtype: z.string().optional(),
  subject: z.string().optional(),
  body: z.string(),
});

export const odooMessages = defineTool({
  name: 'odoo_messages',
  title: 'Messages on a record',
  description: "Read a record's chatter: messages, notes and logged changes, newest first.",
  access: 'read',
  input: z.strictObject({
    model: modelName,
    id: z.int().min(1).describe('Record id'),
    limit: z.int().min(1).max(MESSAGES_MAX).default(MESSAGES_DEFAULT),
    offset: z.int().min(0).default(0),
  }),
  output: z.object({
    model: z.string(),
    id: z.int(),
    messages: z.array(message),
    ...momentMembers,
    has_more: z.boolean(),
  }),
  async run({ model, id, limit: wanted, offset }, { odoo, files, limits }) {
    const limit = Math.min(wanted, limits.maxRows);
    await requireRecord(odoo, model, id);
    const domain = [
      ['model', '=', model],
      ['res_id', '=', id],
      // These were meant for one user's eyes.
      ['message_type', '!=', 'user_notification'],
    ];
    const query = { domain, fields: FIELDS, order: 'date desc, id desc', limit: limit + 1, offset };
    const rows = await odoo.searchRead('mail.message', query);
    const told = rows.length > 0 ? await momentsTold(files) : {};
    return { model, id, messages: rows.slice(0, limit).map(toMessage), ...told, has_more: rows.length > limit };
  },
  toText({ model, id, messages, has_more, ...told }) {
    const length = textLengthFor(messages.length);
    const rows = messages.map(({ id: message_id, date, author, type, subtype, subject, body }) => ({
      id: message_id,
      date,
      author: author ?? '',
      type: subtype ?? type,
      text: shortened(subject === undefined ? body : `${subject}: ${body}`, length),
    }));
    const more = has_more ? ', more follow' : '';
    return rowsText(`${model} ${id}: ${messages.length} messages${momentsHeading(told)}${more}`, rows);
  },
});

/** The record's own rules are asked before its messages are: what hangs on it is no way round them. */
async function requireRecord(odoo: OdooReader, model: string, id: number): Promise<void> {
  const [record] = await odoo.read(model, [id], ['id']);
  if (!record) throw new NotFound(`There is no record ${id} of ${model}.`, { hint: 'Search for it again.' });
}

function toMessage(row: OdooRecord): z.output<typeof message> {
  const { id, date, author_id: author, message_type: type, subtype_id: subtype, subject, body } = row;
  return {
    id: Number(id),
    date: String(date),
    ...optional('author', nameOf(author)),
    type: String(type),
    ...optional('subtype', nameOf(subtype)),
    ...optional('subject', typeof subject === 'string' && subject !== '' ? subject : undefined),
    body: typeof body === 'string' ? htmlToText(body) : '',
  };
}

function optional<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, string>);
}

/** Of a many2one, `[id, name]`. */
function nameOf(value: unknown): string | undefined {
  return Array.isArray(value) && typeof value[1] === 'string' ? value[1] : undefined;
}
