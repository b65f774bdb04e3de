import { BadRequestException, HttpException, NotFoundException } from '@nestjs/common';
import {
  Forbidden,
  type GatewayError,
  Internal,
  InvalidArguments,
  RateLimited,
  Unauthenticated,
} from '#libs/contracts';
import { errorBody, explain, rpcError } from './error-answer.js';

const CANARY = 'canary-9f2c';

describe('explain', () => {
  it.each<[string, unknown, string, number]>([
    ['a route that there is not', new NotFoundException(`Cannot GET /${CANARY}`), 'not_found', 404],
    ['a body that is no JSON', new BadRequestException(`Unexpected token ${CANARY}`), 'invalid_arguments', 400],
    ['a body that is too large', new HttpException(CANARY, 413), 'payload_too_large', 413],
    ['a body of another type', new HttpException(CANARY, 415), 'invalid_arguments', 400],
    ['anything else of the framework', new HttpException(CANARY, 418), 'internal', 500],
    ['anything else', new TypeError(CANARY), 'internal', 500],
    ['text', CANARY, 'internal', 500],
    ['nothing', undefined, 'internal', 500],
  ])("puts %s in the gateway's words", (_what, thrown, code, httpStatus) => {
    const error = explain(thrown);
    expect(error).toMatchObject({ code, httpStatus });
    expect(`${error.message} ${error.hint}`).not.toContain(CANARY);
  });

  it('lets typed errors through untouched', () => {
    const error = new Forbidden('No.', { layer: 'mode' });
    expect(explain(error)).toBe(error);
  });
});

describe('errorBody', () => {
  const error = new Forbidden('Protected.', { layer: 'model', rule: 'protected-models' });
  const shown = { code: 'forbidden', message: 'Protected.', layer: 'model', retryable: false };

  it.each(['/', '/health', '/odoo/query', '/mcpx', '/other/mcp'])('is the plain error at %s', (path) => {
    expect(errorBody(error, path, { id: 5 }, false)).toEqual({ error: shown });
  });

  it.each<[string, unknown, object]>([
    ["the seed's REST", { id: 5 }, { id: 5 }],
    ["the seed's REST without an id", undefined, { id: null }],
    ['REST that speaks JSON-RPC', { id: 'a', jsonrpc: '2.0' }, { id: 'a', jsonrpc: '2.0' }],
  ])('repeats the id for %s', (_who, body, envelope) => {
    expect(errorBody(error, '/mcp/tools/call', body, false)).toEqual({
      ...envelope,
      error: { code: 403, message: 'Protected.', data: shown },
    });
  });

  it.each(['/mcp', '/mcp?x=1'])('is always JSON-RPC at %s', (path) => {
    expect(errorBody(error, path, undefined, false)).toMatchObject({ jsonrpc: '2.0', id: null });
  });

  it.each([
    [new InvalidArguments('x'), -32602],
    [new Internal('x'), -32603],
    [new Unauthenticated('x'), 401],
    [new RateLimited('x'), 429],
  ])('has a code of JSON-RPC where one fits: %p', (error, code) => {
    expect(errorBody(error, '/mcp/tools/call', {}, false)).toMatchObject({ error: { code } });
  });

  it('names the rule with debug, and never the cause', () => {
    expect(errorBody(error, '/mcp', {}, true)).toMatchObject({ error: { data: { rule: 'protected-models' } } });
    expect(JSON.stringify(errorBody(new Internal(new Error(CANARY)), '/mcp', {}, true))).not.toContain(CANARY);
  });
});

describe('rpcError', () => {
  it('tells where a stream may be taken up again, of an error that passes', () => {
    const answer = (error: GatewayError) => rpcError(error, { id: 1, jsonrpc: false }, false, 'behind 7');
    expect(answer(new RateLimited('x'))).toMatchObject({ error: { data: { cursor: 'behind 7' } }, id: 1 });
    expect(answer(new InvalidArguments('x'))).not.toHaveProperty('error.data.cursor');
  });
});
