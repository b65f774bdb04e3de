import { InvalidArguments, OdooUnavailable, OutcomeUnknown, type Operation } from '#libs/contracts';
import { rpcArguments, rpcResult } from './rpc-answer.js';

describe('rpcArguments', () => {
  it.each<[string, string, unknown[], Operation['kwargs'], unknown]>([
    ['ids by name', 'write', [], { ids: [1], vals: {} }, { args: [[1]], kwargs: { vals: {} } }],
    ['ids of a method that it does not know', 'action_x', [], { ids: [1] }, { args: [[1]], kwargs: {} }],
    ['new values by name', 'create', [], { vals_list: [{}] }, { args: [[{}]], kwargs: {} }],
    ['ids by place', 'read', [[1]], { fields: ['name'] }, { args: [[1]], kwargs: { fields: ['name'] } }],
    ['a domain by name', 'search', [], { domain: [] }, { args: [], kwargs: { domain: [] } }],
    ['nothing', 'fields_get', [], {}, { args: [], kwargs: {} }],
  ])('puts %s where Odoo looks for them', (_what, method, args, kwargs, expected) => {
    expect(rpcArguments({ model: 'res.partner', method, args, kwargs })).toEqual(expected);
  });
});

describe('rpcResult', () => {
  const answer = (json: unknown, status = 200, readsOnly = true) =>
    rpcResult({ status, json, cookies: [], readsOnly }, { model: 'res.partner', method: 'search' });

  it.each([[[1, 2]], [false], [0], [null], ['text'], [{ error: 'a result' }]])(
    'takes %j out of its envelope',
    (result) => {
      expect(answer({ jsonrpc: '2.0', id: null, result })).toEqual(result);
    },
  );

  it('takes no result for null', () => {
    expect(answer({ jsonrpc: '2.0', id: null })).toBeNull();
  });

  it('throws what Odoo says, whatever the status', () => {
    const fault = { jsonrpc: '2.0', error: { code: 200, data: { name: 'builtins.ValueError', message: 'x' } } };
    expect(() => answer(fault)).toThrow(InvalidArguments);
    expect(() => answer(fault, 500, false)).toThrow(InvalidArguments);
  });

  it.each([[undefined], [null], ['text'], [7], [[]], [{}], [{ result: [1] }], [{ jsonrpc: '2.0', error: 'x' }]])(
    'does not take %j for an answer of Odoo',
    (json) => {
      expect(() => answer(json)).toThrow(OdooUnavailable);
      expect(() => answer(json, 200, false)).toThrow(OutcomeUnknown);
    },
  );
});
