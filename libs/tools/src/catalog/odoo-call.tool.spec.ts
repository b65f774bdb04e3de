import { NotFound, type OdooExecutor, OutcomeUnknown, type ToolContext } from '#libs/contracts';
import { principal } from '../../../../test/fixtures/principals.js';
import { odooCall } from './odoo-call.tool.js';

function call(args: object, answer: () => Promise<unknown>) {
  const port = { call: jest.fn<Promise<unknown>, Parameters<OdooExecutor['call']>>(answer) };
  const limits = { responseBytes: 200 };
  const context = { odoo: port, limits, principal: principal('readwrite') } as unknown as ToolContext<'execute'>;
  return {
    port,
    result: odooCall.run(odooCall.input.parse({ model: 'sale.order', method: 'confirm', ...args }), context),
  };
}

describe('odoo_call', () => {
  it('calls, and hands the answer on', async () => {
    const action = { type: 'ir.actions.act_window', res_id: 7 };
    const { port, result } = call({ args: [[7]], kwargs: { a: 1 } }, async () => action);
    expect(await result).toEqual({ model: 'sale.order', method: 'confirm', result: action });
    expect(port.call).toHaveBeenCalledWith({ model: 'sale.order', method: 'confirm', args: [[7]], kwargs: { a: 1 } });
  });

  it.each([null, undefined])('answers null for %p', async (nothing) => {
    expect(await call({}, async () => nothing).result).toEqual({
      model: 'sale.order',
      method: 'confirm',
      result: null,
    });
  });

  it('keeps to the budget, and says what it left out', async () => {
    const rows = Array.from({ length: 50 }, (_, id) => ({ id }));
    expect(await call({}, async () => rows).result).toMatchObject({
      result: rows.slice(0, 20),
      result_cut: { items: 50, hint: expect.any(String) as string },
    });
  });

  it('says what a method that does not exist may be called', async () => {
    const unknown = new NotFound('The method confirm does not exist on sale.order.', { hint: 'Methods differ.' });
    await expect(call({}, async () => Promise.reject(unknown)).result).rejects.toMatchObject({
      code: 'not_found',
      message: unknown.message,
      hint: expect.stringContaining('action_confirm'),
    });
  });

  it('says what a model that does not exist is called', async () => {
    const unknown = new NotFound('The model account.invoice does not exist in this Odoo.');
    const { result } = call({ model: 'account.invoice', method: 'post' }, async () => Promise.reject(unknown));
    await expect(result).rejects.toMatchObject({ hint: 'It is called account.move now.' });
  });

  it('leaves a missing record as it is', async () => {
    const missing = new NotFound('A record of sale.order that was named does not exist, or was deleted.');
    await expect(call({}, async () => Promise.reject(missing)).result).rejects.toBe(missing);
  });

  it('names the records to look at where the answer was lost', async () => {
    const lost = async () => Promise.reject(new OutcomeUnknown('lost'));
    await expect(call({ args: [[7, 8]] }, lost).result).rejects.toMatchObject({
      code: 'outcome_unknown',
      hint: expect.stringContaining('sale.order that it changes (ids 7, 8)'),
    });
  });

  it('refuses what is no method name', () => {
    const parses = (method: string) => odooCall.input.safeParse({ model: 'sale.order', method }).success;
    expect(['action_confirm', 'Action', 'a.b', ''].map(parses)).toEqual([true, false, false, false]);
  });
});
