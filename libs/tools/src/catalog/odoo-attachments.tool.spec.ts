import { filesOfUserIn } from '../../../../test/fixtures/absent-ports.js';
import type { OdooRecord, ToolContext } from '#libs/contracts';
import { odooAttachments } from './odoo-attachments.tool.js';

const FILE = { id: 7, name: 'a.pdf', mimetype: 'application/pdf', file_size: 3, create_date: '2026-01-01', url: false };

describe('odoo_attachments', () => {
  const contextOf = (record: OdooRecord) =>
    ({
      files: {
        ...filesOfUserIn('Europe/Brussels'),
        attachments: async () => [record],
        attachment: async () => record,
      },
    }) as unknown as ToolContext<'read'>;
  const run = (args: object, record: OdooRecord = FILE) =>
    odooAttachments.run(odooAttachments.input.parse(args), contextOf(record));

  it('lists those of a record', async () => {
    const result = await run({ model: 'res.partner', id: 1 });
    const attachments = [{ ...FILE, url: '' }];
    expect(result).toEqual({ attachments, moments: 'UTC', timezone: 'Europe/Brussels' });
    expect(odooAttachments.toText?.(result)).toContain("1 attachments, moments in UTC (user's zone Europe/Brussels)");
    expect(odooAttachments.toFiles?.(result)).toEqual([]);
    expect(odooAttachments.toText?.(result)).toContain('a.pdf');
  });

  it('reads a file, and keeps its bytes out of the text', async () => {
    const result = await run({ attachment_id: 7 }, { ...FILE, datas: 'JVBERg==' });
    expect(result.attachments[0]).toMatchObject({ content_base64: 'JVBERg==' });
    expect(odooAttachments.toText?.(result)).not.toContain('JVBERg');
    expect(odooAttachments.toFiles?.(result)).toMatchObject([{ uri: 'odoo://attachments/7', base64: 'JVBERg==' }]);
  });

  it.each([['text/csv'], ['application/json'], ['application/atom+xml'], ['application/xml']])(
    'reads the words of %s',
    async (mimetype) => {
      const datas = Buffer.from('päth,1').toString('base64');
      const result = await run({ attachment_id: 7 }, { ...FILE, mimetype, datas });
      expect(result.attachments[0]).toMatchObject({ text: 'päth,1' });
      expect(odooAttachments.toText?.(result)).toContain('päth,1');
    },
  );

  it('tells where a link leads', async () => {
    const result = await run({ attachment_id: 7 }, { ...FILE, url: 'https://example.com', datas: false });
    expect(result.attachments[0]).toMatchObject({ text: 'https://example.com' });
  });

  it.each([[{}], [{ model: 'res.partner' }], [{ id: 1 }]])('refuses %j', async (args) => {
    await expect(run(args)).rejects.toMatchObject({ code: 'invalid_arguments' });
  });
});
