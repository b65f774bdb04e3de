import { filesOfUserIn } from '../../../../test/fixtures/absent-ports.js';
import { toolLimits } from '../../../../test/fixtures/tool-limits.js';
import type { OdooReader, OdooRecord, ToolContext } from '#libs/contracts';
import { odooMessages } from './odoo-messages.tool.js';

const ROW = {
  id: 5,
  date: '2026-01-01 10:00:00',
  author_id: [3, 'Ada'],
  subject: false,
  body: '<p>Hello<br>there &amp; you</p>',
  message_type: 'comment',
  subtype_id: [2, 'Note'],
};

describe('odoo_messages', () => {
  const contextOf = (rows: OdooRecord[], records: OdooRecord[] = [{ id: 1 }]) => {
    const searchRead = jest.fn<Promise<OdooRecord[]>, Parameters<OdooReader['searchRead']>>(async () => rows);
    return {
      context: {
        odoo: { searchRead, read: async () => records },
        files: filesOfUserIn(undefined),
        limits: toolLimits(),
      } as unknown as ToolContext<'read'>,
      searchRead,
    };
  };
  const args = (values: object = {}) => odooMessages.input.parse({ model: 'res.partner', id: 1, ...values });

  it('reads the newest first, as text', async () => {
    const { context, searchRead } = contextOf([ROW]);
    const result = await odooMessages.run(args(), context);
    expect(result).toEqual({
      model: 'res.partner',
      id: 1,
      messages: [
        {
          id: 5,
          date: '2026-01-01 10:00:00',
          author: 'Ada',
          type: 'comment',
          subtype: 'Note',
          body: 'Hello\nthere & you',
        },
      ],
      moments: 'UTC',
      has_more: false,
    });
    expect(searchRead.mock.calls[0]?.[1]).toMatchObject({ order: 'date desc, id desc', limit: 21, offset: 0 });
    expect(odooMessages.toText?.(result)).toContain('Ada');
  });

  it('says that more follow', async () => {
    const { context } = contextOf([ROW, ROW]);
    expect(await odooMessages.run(args({ limit: 1 }), context)).toMatchObject({ has_more: true });
  });

  it('asks for the record first', async () => {
    const { context, searchRead } = contextOf([ROW], []);
    await expect(odooMessages.run(args(), context)).rejects.toMatchObject({ code: 'not_found' });
    expect(searchRead).not.toHaveBeenCalled();
  });
});
