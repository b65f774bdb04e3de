import { principal as principalOf } from '../../../../test/fixtures/principals.js';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Unauthenticated } from '#libs/contracts';
import type { AuthInfo } from '@modelcontextprotocol/server';
import { callerOf, handOver } from './auth-info.js';

describe('the caller of a request', () => {
  it('comes out as it was handed over, and without the secret that was shown', () => {
    const request: IncomingMessage & { auth?: AuthInfo } = new IncomingMessage(new Socket());
    const principal = principalOf('readonly', {}, 'alice');
    handOver({ request, response: new ServerResponse(request), body: undefined, principal, requestId: 'r1' });
    expect(callerOf(request.auth)).toEqual({ principal, requestId: 'r1' });
    expect(request.auth?.token).toBe('');
  });

  it.each([
    [undefined],
    [{ token: 'x', clientId: 'x', scopes: [] }],
    [{ token: 'x', clientId: 'x', scopes: [], extra: {} }],
  ])('is nobody where the guards have named none: %j', (authInfo) => {
    expect(() => callerOf(authInfo)).toThrow(Unauthenticated);
  });
});
