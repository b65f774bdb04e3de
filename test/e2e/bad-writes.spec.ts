import { randomBytes } from 'node:crypto';
import type { PublicError } from '#libs/contracts';
import { SLOWEST_MS, Travel, WAYS } from './ways.js';

jest.setTimeout(SLOWEST_MS);

const BELONGS = { 19: 'My Company (Chicago)', 14: 'Chicago 1' } as const;

/** Ids and this run's names differ from machine to machine. */
function said({ message, hint, ...rest }: PublicError, token: string): unknown {
  const plain = (text = '') => text.replaceAll(token, '<token>').replaceAll(/\b\d+(?= ")/g, '<id>');
  return { ...rest, message: plain(message), hint: plain(hint) };
}

describe.each(WAYS)('bad writes: $user on Odoo $version by $door', (way) => {
  const token = `e2e-${randomBytes(5).toString('hex')}`;
  const twin = `${token} twin`;
  let travel: Travel;
  let quotation: number;

  beforeAll(async () => {
    travel = await Travel.start(way, { MCP_MODE: 'readwrite' });
    for (const city of ['Gent', 'Lyon']) await travel.admin.create('res.partner', { name: twin, city });
    const partner_id = await travel.admin.create('res.partner', { name: `${token} customer` });
    quotation = await travel.direct.create('sale.order', { partner_id, client_order_ref: token });
  });

  afterAll(async () => {
    try {
      await travel.admin.remove('sale.order', [['client_order_ref', '=', token]]);
      await travel.admin.remove('res.partner', [['name', '=like', `${token}%`]]);
    } finally {
      await travel.close();
    }
  });

  const refusal = async (tool: string, args: Record<string, unknown>) => said(await travel.refusal(tool, args), token);

  it('names the candidates of an ambiguous name, and creates nothing', async () => {
    const values = { partner_id: twin, client_order_ref: token };
    expect(await refusal('odoo_create', { model: 'sale.order', values })).toMatchSnapshot();
    expect(await travel.admin.search('sale.order', [['client_order_ref', '=', token]])).toEqual([quotation]);
  });

  it('does not link a record of another company', async () => {
    const before = await travel.admin.read('sale.order', [quotation], ['warehouse_id']);
    const values = { warehouse_id: BELONGS[way.version] };
    expect(await refusal('odoo_write', { model: 'sale.order', ids: [quotation], values })).toMatchSnapshot();
    expect(await travel.admin.read('sale.order', [quotation], ['warehouse_id'])).toEqual(before);
  });

  it('tells every wrong field at once', async () => {
    const values = { nmae: 'x', city: ['Gent'], country_id: 'Belgum', active: 'yes' };
    expect(await refusal('odoo_create', { model: 'res.partner', values })).toMatchSnapshot();
  });

  it.each([
    ['a model', 'sale.ordr', 'action_confirm'],
    ['a model of old', 'account.invoice', 'action_invoice_open'],
    ['a method', 'sale.order', 'action_confrm'],
    ['a method of old', 'crm.lead', 'case_mark_won'],
  ])('suggests %s', async (_name, model, method) => {
    expect(await refusal('odoo_call', { model, method, args: [[]] })).toMatchSnapshot();
  });

  // On 14 the method is there, and posts.
  if (way.version === 19) {
    it('suggests action_post for account.move.post', async () => {
      const args = [[999_999_999]];
      expect(await refusal('odoo_call', { model: 'account.move', method: 'post', args })).toMatchSnapshot();
    });
  }

  it('tells which fields Odoo has dropped', async () => {
    const [id] = await travel.admin.search('res.partner', [['name', '=', twin]]);
    const values = { city: 'Brugge', contact_address: 'nowhere' };
    const { result } = await travel.call('odoo_write', { model: 'res.partner', ids: [id], values });
    expect(result).toMatchObject({
      success: true,
      fields_not_applied: { contact_address: { sent: 'nowhere', now: expect.stringContaining('Brugge') as string } },
    });
    expect(await travel.admin.read('res.partner', [Number(id)], ['city'])).toEqual([{ id, city: 'Brugge' }]);
  });

  it.each([
    ['odoo_write', { ids: Array.from({ length: 101 }, (_none, index) => index + 1), values: { city: 'x' } }],
    ['odoo_unlink', { ids: Array.from({ length: 21 }, (_none, index) => index + 1) }],
  ])('%s stops at its cap, before anything is read', async (tool, args) => {
    expect(await refusal(tool, { model: 'res.partner', ...args })).toMatchSnapshot();
  });

  it('passes on what a rule of business says', async () => {
    const values = { type: 'contact', name: false };
    const [first] = await travel.admin.search('res.partner', [['name', '=', twin]]);
    const answer = await refusal('odoo_write', { model: 'res.partner', ids: [first], values });
    expect(answer).toMatchObject({ code: 'odoo_rejected', layer: 'odoo' });
  });
});
