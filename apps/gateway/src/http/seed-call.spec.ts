import { InvalidArguments } from '#libs/contracts';
import { answerTo, envelopeOf, seedCall } from './seed-call.js';

const params = { model: 'res.partner' };

describe('seedCall', () => {
  it.each<[string, object]>([
    ["the seed's own shape", { method: 'odoo_search', params, id: 1 }],
    ["MCP's name and arguments", { name: 'odoo_search', arguments: params }],
    ['tools/call', { method: 'tools/call', params: { name: 'odoo_search', arguments: params } }],
    [
      'a JSON-RPC envelope',
      { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'odoo_search', arguments: params } },
    ],
    ['both, of which the name is the tool', { method: 'tools/call', name: 'odoo_search', arguments: params }],
  ])('reads %s', (_shape, body) => {
    expect(seedCall(body)).toEqual({ tool: 'odoo_search', arguments: params });
  });

  it.each<[string, object]>([
    ['among its params', { method: 'odoo_search', params: { ...params, _meta: { a: 1 } } }],
    ['beside the name', { name: 'odoo_search', arguments: params, _meta: { a: 1 } }],
    ['beside it', { method: 'tools/call', params: { name: 'odoo_search', arguments: params, _meta: { a: 1 } } }],
  ])('reads what is said of the call %s', (_where, body) => {
    expect(seedCall(body)).toEqual({ tool: 'odoo_search', arguments: params, meta: { a: 1 } });
  });

  it('leaves it to the tool to miss its arguments', () => {
    expect(seedCall({ method: 'odoo_search' })).toEqual({ tool: 'odoo_search', arguments: undefined });
  });

  it.each([
    [undefined],
    [null],
    ['odoo_search'],
    [7],
    [[]],
    [[{ method: 'odoo_search' }]],
    [{}],
    [{ method: 7 }],
    [{ name: ['odoo_search'] }],
    [{ method: 'tools/call' }],
    [{ method: 'tools/call', params: null }],
    [{ method: 'tools/call', params: [] }],
    [{ method: 'tools/call', params: { name: 7 } }],
    [{ params: { name: 'odoo_search' } }],
  ])('refuses %j, which names no tool', (body) => {
    expect(() => seedCall(body)).toThrow(InvalidArguments);
  });
});

describe('answerTo', () => {
  it.each<[unknown, object]>([
    [{ id: 5 }, { result: 'x', id: 5 }],
    [undefined, { result: 'x', id: null }],
    [
      { id: 'a', jsonrpc: '2.0' },
      { jsonrpc: '2.0', result: 'x', id: 'a' },
    ],
  ])('repeats of %j what an answer repeats', (request, answer) => {
    expect(answerTo(request, 'x')).toEqual(answer);
  });
});

describe('envelopeOf', () => {
  it.each<[unknown, unknown]>([
    [{ id: 5 }, { id: 5, jsonrpc: false }],
    [
      { id: 'a', jsonrpc: '2.0' },
      { id: 'a', jsonrpc: true },
    ],
    [{ id: 0 }, { id: 0, jsonrpc: false }],
    [{ id: '' }, { id: '', jsonrpc: false }],
    [{ jsonrpc: '1.0' }, { id: null, jsonrpc: false }],
    [{ id: { a: 1 } }, { id: null, jsonrpc: false }],
    [{ id: [1] }, { id: null, jsonrpc: false }],
    [{ id: true }, { id: null, jsonrpc: false }],
    [undefined, { id: null, jsonrpc: false }],
    ['text', { id: null, jsonrpc: false }],
    [[{ id: 5 }], { id: null, jsonrpc: false }],
  ])('repeats of %j what an answer may repeat', (body, envelope) => {
    expect(envelopeOf(body)).toEqual(envelope);
  });
});
