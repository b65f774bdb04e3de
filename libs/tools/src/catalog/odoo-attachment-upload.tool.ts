import { defineTool, InvalidArguments } from '#libs/contracts';
import { z } from 'zod';
import { modelName } from '../arguments.js';
import { ordinary, quoted, recordsByName } from '../writing/question.js';

const FILE_NAME_MAX = 200;

/** No path, and nothing that only a terminal or a file system would understand. */
const FILE_NAME = /^[^\\/\p{Cc}]+$/u;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

export const odooAttachmentUpload = defineTool({
  name: 'odoo_attachment_upload',
  title: 'Attach a file',
  description: 'Attach a file to a record. Give its content as text, or as base64.',
  access: 'write',
  weight: 5,
  input: z.strictObject({
    model: modelName,
    id: z.int().min(1).describe('Record id'),
    name: z.string().min(1).max(FILE_NAME_MAX).regex(FILE_NAME, 'must be a file name without a path'),
    text: z.string().min(1).optional(),
    content_base64: z.string().min(1).optional(),
  }),
  output: z.object({ attachment_id: z.int(), model: z.string(), id: z.int(), name: z.string(), size: z.int() }),
  async run({ model, id, name, text, content_base64 }, { files }) {
    const base64 = contentOf(text, content_base64);
    const attachment_id = await files.attach(model, id, { name, base64 });
    return { attachment_id, model, id, name, size: Buffer.byteLength(base64, 'base64') };
  },
  question: async ({ model, id, name }, { odoo }) =>
    ordinary(`Attach the file ${quoted(name)} to ${await recordsByName(odoo, model, [id])}?`),
});

function contentOf(text: string | undefined, base64: string | undefined): string {
  if ((text === undefined) === (base64 === undefined)) {
    throw new InvalidArguments('text or content_base64 is needed, and not both.');
  }
  if (text !== undefined) return Buffer.from(text, 'utf8').toString('base64');
  const compact = (base64 ?? '').replaceAll(/\s/g, '');
  if (compact.length % 4 === 0 && BASE64.test(compact)) return compact;
  throw new InvalidArguments('content_base64 is not base64.', { hint: 'For plain words use text.' });
}
