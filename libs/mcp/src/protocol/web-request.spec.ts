import type { IncomingMessage } from 'node:http';
import { webRequest } from './web-request.js';

function incoming(given: Partial<IncomingMessage>): IncomingMessage {
  return { method: 'POST', url: '/mcp', headers: {}, ...given } as IncomingMessage;
}

describe('webRequest', () => {
  it('has the method, the address and every header, and no body', () => {
    const headers = { host: 'odoo.example:8080', 'mcp-method': 'tools/call', 'set-cookie': ['a=1', 'b=2'] };
    const request = webRequest(incoming({ headers, url: '/mcp?a=1' }));
    expect([request.method, request.url, request.body]).toEqual(['POST', 'http://odoo.example:8080/mcp?a=1', null]);
    expect(request.headers.get('mcp-method')).toBe('tools/call');
    expect(request.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  it('has an address though its client named no host', () => {
    expect(webRequest(incoming({})).url).toBe('http://localhost/mcp');
  });

  it('ends when its client leaves', () => {
    const leaving = new AbortController();
    const { signal } = webRequest(incoming({}), leaving.signal);
    leaving.abort();
    expect(signal.aborted).toBe(true);
  });
});
