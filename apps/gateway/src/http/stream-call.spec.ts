import { InvalidArguments } from '#libs/contracts';
import { streamCall } from './stream-call.js';

const args = { model: 'res.partner' };
const call = { tool: 'odoo_search', arguments: args };

describe('streamCall', () => {
  const named = { name: 'odoo_search', arguments: args };

  it.each([
    ["the seed's shape", { method: 'odoo_search', params: args }],
    ["MCP's shape", named],
    ['an envelope', { method: 'tools/call', params: named }],
    ['a JSON-RPC envelope', { jsonrpc: '2.0', id: 1, method: 'tools/call', params: named }],
  ])('reads %s, and a cursor at its top', (_what, body) => {
    expect(streamCall(body, undefined)).toEqual({ ...call, resume: undefined });
    expect(streamCall({ ...body, cursor: 'c' }, undefined)).toEqual({ ...call, resume: 'c' });
  });

  it.each([
    ["the seed's shape", { method: 'odoo_search', params: { ...args, cursor: 'c' } }],
    ['an envelope', { method: 'tools/call', params: { ...named, cursor: 'c' } }],
  ])('reads a cursor in the params of %s', (_what, body) => {
    expect(streamCall(body, undefined)).toEqual({ ...call, resume: 'c' });
  });

  it('leaves the arguments of a tool as they are', () => {
    const inside = { ...args, cursor: 'c' };
    expect(streamCall({ name: 'odoo_search', arguments: inside }, undefined)).toEqual({
      tool: 'odoo_search',
      arguments: inside,
      resume: undefined,
    });
    expect(streamCall({ method: 'odoo_search' }, undefined).arguments).toBeUndefined();
  });

  it('takes Last-Event-ID for newer than what the body says', () => {
    expect(streamCall({ method: 'odoo_search', params: args, cursor: 'old' }, 'new').resume).toBe('new');
    expect(streamCall({ method: 'odoo_search', params: args, cursor: 'old' }, '').resume).toBe('old');
  });

  it.each([[null], ['x'], [[]], [{}], [{ params: args }], [{ method: 'tools/call', cursor: 'c' }]])(
    'refuses %j, which names no tool',
    (body) => {
      expect(() => streamCall(body, undefined)).toThrow(InvalidArguments);
    },
  );

  it.each([[5], [null], [{}]])('refuses %j for a cursor', (cursor) => {
    expect(() => streamCall({ method: 'odoo_search', params: args, cursor }, undefined)).toThrow('cursor');
  });
});
