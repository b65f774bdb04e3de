import { defineTool, InvalidArguments, type OdooRecord, type RecordFiles } from '#libs/contracts';
import { z } from 'zod';
import { modelName } from '../arguments.js';
import { momentMembers, momentsHeading, momentsTold } from '../shaping/moments-told.js';
import { rowsText } from '../shaping/rows-text.js';
import { shortened } from '../shaping/long-text.js';

/** What a model is shown of a file's words. */
const TEXT_SHOWN = 12_000;

const TEXT_TYPES = /^(?:text\/.*|application\/(?:json|xml|csv|x-yaml|.*\+(?:json|xml)))$/;

/** A description as Odoo has it, and for one file its content: words where it has any, else base64. */
const attachment = z.object({
  id: z.int(),
  name: z.string(),
  mimetype: z.string(),
  file_size: z.int(),
  create_date: z.string(),
  url: z.string().describe('Of a link; empty for a file'),
  text: z.string().optional(),
  content_base64: z.string().optional(),
});

type Attachment = z.output<typeof attachment>;

export const odooAttachments = defineTool({
  name: 'odoo_attachments',
  title: 'Attachments of a record',
  description: 'List the files attached to a record (model and id), or read one of them (attachment_id).',
  access: 'read',
  input: z.strictObject({
    model: modelName.optional(),
    id: z.int().min(1).optional().describe('Record id'),
    attachment_id: z.int().min(1).optional().describe('Read this one'),
  }),
  output: z.object({ attachments: z.array(attachment), ...momentMembers }),
  async run({ model, id, attachment_id }, { files }) {
    if (attachment_id !== undefined) {
      return { attachments: [await readOne(files, attachment_id)], ...(await momentsTold(files)) };
    }
    if (model === undefined || id === undefined) {
      throw new InvalidArguments('model and id, or attachment_id, are needed.', {
        hint: 'List the files of a record first.',
      });
    }
    const attachments = (await files.attachments(model, id)).map(described);
    return { attachments, ...(attachments.length > 0 && (await momentsTold(files))) };
  },
  toText({ attachments, ...told }) {
    const [only] = attachments;
    if (only?.text !== undefined) return `${headingOf(only)}\n${shortened(only.text, TEXT_SHOWN)}`;
    if (only?.content_base64 !== undefined) return `${headingOf(only)}, attached as a file`;
    return rowsText(`${attachments.length} attachments${momentsHeading(told)}`, attachments);
  },
  toFiles({ attachments }) {
    return attachments.flatMap(({ id, name, mimetype, content_base64 }) =>
      content_base64 === undefined
        ? []
        : [{ uri: `odoo://attachments/${id}`, name, mimeType: mimetype, base64: content_base64, readable: false }],
    );
  },
});

async function readOne(files: RecordFiles, id: number): Promise<Attachment> {
  const record = await files.attachment(id);
  const description = described(record);
  const { datas } = record;
  if (typeof datas !== 'string' || datas === '') return { ...description, text: description.url };
  if (!TEXT_TYPES.test(description.mimetype)) return { ...description, content_base64: datas };
  return { ...description, text: Buffer.from(datas, 'base64').toString('utf8') };
}

function described({ id, name, mimetype, file_size: size, create_date: created, url }: OdooRecord): Attachment {
  return {
    id: Number(id),
    name: String(name),
    mimetype: typeof mimetype === 'string' ? mimetype.toLowerCase() : 'application/octet-stream',
    file_size: Number(size),
    create_date: String(created),
    url: typeof url === 'string' ? url : '',
  };
}

function headingOf({ id, name, mimetype, file_size }: Attachment): string {
  return `${id} ${name} (${mimetype}, ${file_size} bytes)`;
}
