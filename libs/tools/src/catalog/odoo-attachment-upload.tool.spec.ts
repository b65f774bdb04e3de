import type { RecordFiles, ToolContext } from '#libs/contracts';
import { odooAttachmentUpload } from './odoo-attachment-upload.tool.js';

describe('odoo_attachment_upload', () => {
  const attach = jest.fn<ReturnType<RecordFiles['attach']>, Parameters<RecordFiles['attach']>>(async () => 9);
  const context = { files: { attach } } as unknown as ToolContext<'write'>;
  const run = (args: object) =>
    odooAttachmentUpload.run(
      odooAttachmentUpload.input.parse({ model: 'res.partner', id: 1, name: 'a.txt', ...args }),
      context,
    );

  it('attaches words and bytes', async () => {
    const answer = { attachment_id: 9, model: 'res.partner', id: 1, name: 'a.txt' };
    expect(await run({ text: 'hé' })).toEqual({ ...answer, size: 3 });
    expect(await run({ content_base64: 'JVBE\nRg==' })).toEqual({ ...answer, size: 4 });
    expect(attach.mock.calls).toEqual([
      ['res.partner', 1, { name: 'a.txt', base64: 'aMOp' }],
      ['res.partner', 1, { name: 'a.txt', base64: 'JVBERg==' }],
    ]);
  });

  it.each([[{}], [{ text: 'a', content_base64: 'JVBERg==' }], [{ content_base64: 'no base64!' }]])(
    'refuses %j',
    async (args) => {
      await expect(run(args)).rejects.toMatchObject({ code: 'invalid_arguments' });
    },
  );

  it.each([['../a'], ['a\\b'], ['a\u0000'], ['']])('refuses the name %j', (name) => {
    expect(odooAttachmentUpload.input.safeParse({ model: 'res.partner', id: 1, name, text: 'x' }).success).toBe(false);
  });
});
