import { defineTool, NotFound, OdooRejected } from '#libs/contracts';
import { z } from 'zod';
import { modelName } from '../arguments.js';
import { grave, ordinary, quoted, recordsByName } from '../writing/question.js';

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
  weight: 3,
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
    const operation = posting(model, {
      ids: [id],
      ...bodyFor(major, body),
      message_type: 'comment',
      subtype_xmlid: SUBTYPES[subtype],
      ...(partner_ids && { partner_ids }),
    });
    await odoo.mayCall(operation);
    const [record] = await odoo.read(model, [id], ['id']);
    if (!record) throw new NotFound(`There is no record ${id} of ${model}.`, { hint: 'Search for it again.' });
    const message_id = [await odoo.call(operation)].flat()[0];
    if (typeof message_id !== 'number') throw new OdooRejected('Odoo gave the message no id.');
    return { model, id, message_id, subtype };
  },
  async question({ model, id, body, subtype, partner_ids = [] }, { odoo }) {
    await odoo.mayCall(posting(model, { ids: [id], ...(partner_ids.length > 0 && { partner_ids }) }));
    const place = await recordsByName(odoo, model, [id]);
    const text = quoted(body, BODY_SHOWN);
    if (subtype === 'note' && partner_ids.length === 0) return ordinary(`Post a note on ${place}: ${text}?`);
    const reached = partner_ids.length > 0 ? await recordsByName(odoo, 'res.partner', partner_ids) : 'its followers';
    return grave(`Post a ${subtype} on ${place}, which reaches ${reached} by e-mail: ${text}?`);
  },
});

/** What a person who is asked is shown of a message. */
const BODY_SHOWN = 300;

function posting(model: string, kwargs: Readonly<Record<string, unknown>>) {
  return { model, method: 'message_post', args: [], kwargs };
}

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
