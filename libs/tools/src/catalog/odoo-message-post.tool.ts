import { defineTool, NotFound, OdooRejected } from '#libs/contracts';
import { z } from 'zod';
import { modelName } from '../arguments.js';

const BODY_MAX = 20_000;
const PARTNERS_MAX = 20;

/** Since then Odoo escapes a body itself, unless it is told that the body is HTML. */
const ESCAPES_SINCE = 17;

const SUBTYPES = { note: 'mail.mt_note', comment: 'mail.mt_comment' } as const;

export const odooMessagePost = defineTool({
  name: 'odoo_message_post',
  title: 'Post a message',
  description:
    "Post on a record's chatter. A note stays inside; a comment, or naming partners, reaches people by e-mail.",
  access: 'write',
  reachesOut: true,
  input: z.strictObject({
    model: modelName,
    id: z.int().min(1).describe('Record id'),
    body: z.string().trim().min(1).max(BODY_MAX).describe('Plain text'),
    subtype: z.enum(['note', 'comment']).default('note'),
    partner_ids: z.array(z.int().min(1)).min(1).max(PARTNERS_MAX).optional().describe('Partners to notify'),
  }),
  output: z.object({
    model: z.string(),
    id: z.int(),
    message_id: z.int(),
    subtype: z.enum(['note', 'comment']),
  }),
  async run({ model, id, body, subtype, partner_ids }, context) {
    const { odoo } = context;
    const { major } = await context.serverInfo();
    const kwargs = {
      ids: [id],
      ...bodyFor(major, body),
      message_type: 'comment',
      subtype_xmlid: SUBTYPES[subtype],
      ...(partner_ids && { partner_ids }),
    };
    const operation = { model, method: 'message_post', args: [], kwargs };
    await odoo.mayCall(operation);
    const [record] = await odoo.read(model, [id], ['display_name']);
    if (!record) throw new NotFound(`There is no record ${id} of ${model}.`, { hint: 'Search for it again.' });
    const message_id = [await odoo.call(operation)].flat()[0];
    if (typeof message_id !== 'number') throw new OdooRejected('Odoo gave the message no id.');
    return { model, id, message_id, subtype };
  },
});

/** Text as Odoo shows it: nothing in it becomes markup, and its lines stay lines. */
function bodyFor(major: number, text: string): { body: string; body_is_html?: boolean } {
  const plain = !text.includes('\n');
  if (major >= ESCAPES_SINCE && plain) return { body: text };
  const body = escaped(text).replaceAll(/\r?\n/g, '<br/>');
  return major >= ESCAPES_SINCE ? { body, body_is_html: true } : { body };
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
