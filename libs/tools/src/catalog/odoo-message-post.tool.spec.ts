import { Forbidden, type OdooRecord, type Operation, type ToolContext } from '#libs/contracts';
import { odooMessagePost } from './odoo-message-post.tool.js';

describe('odoo_message_post', () => {
  const contextOf = (major: number, records: OdooRecord[] = [{ id: 1 }]) => {
    const call = jest.fn<Promise<unknown>, [Operation]>(async () => [44]);
    const mayCall = jest.fn<Promise<void>, [Operation]>(async () => {});
    const odoo = { call, mayCall, read: async () => records };
    const serverInfo = async () => ({ major, version: `${major}.0` });
    return { context: { odoo, serverInfo } as unknown as ToolContext<'write'>, call, mayCall };
  };
  const args = (values: object) => odooMessagePost.input.parse({ model: 'res.partner', id: 1, ...values });

  it.each([
    [19, 'a < b', { body: 'a < b' }],
    [19, 'a <\nb', { body: 'a &lt;<br/>b', body_is_html: true }],
    [14, 'a < b', { body: 'a &lt; b' }],
    [14, "'a'\r\nb", { body: '&#39;a&#39;<br/>b' }],
  ])('posts on %i what stays text: %j', async (major, body, expected) => {
    const { context, call } = contextOf(major);
    const result = await odooMessagePost.run(args({ body }), context);
    expect(result).toEqual({ model: 'res.partner', id: 1, message_id: 44, subtype: 'note' });
    expect(call).toHaveBeenCalledWith({
      model: 'res.partner',
      method: 'message_post',
      args: [],
      kwargs: { ids: [1], ...expected, message_type: 'comment', subtype_xmlid: 'mail.mt_note' },
    });
  });

  it('notifies who is named', async () => {
    const { context, call } = contextOf(19);
    await odooMessagePost.run(args({ body: 'x', subtype: 'comment', partner_ids: [3] }), context);
    expect(call.mock.calls[0]?.[0].kwargs).toMatchObject({ partner_ids: [3], subtype_xmlid: 'mail.mt_comment' });
  });

  it('posts nothing that the policy refuses, nor on a record that is not there', async () => {
    const refused = contextOf(19);
    refused.mayCall.mockRejectedValue(new Forbidden('no', { layer: 'mode' }));
    await expect(odooMessagePost.run(args({ body: 'x' }), refused.context)).rejects.toBeInstanceOf(Forbidden);
    const missing = contextOf(19, []);
    await expect(odooMessagePost.run(args({ body: 'x' }), missing.context)).rejects.toMatchObject({
      code: 'not_found',
    });
    expect([refused.call, missing.call].flatMap(({ mock }) => mock.calls)).toEqual([]);
  });
});
