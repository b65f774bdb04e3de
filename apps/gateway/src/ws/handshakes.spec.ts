import { createServer, type IncomingMessage } from 'node:http';
import { WebSocketServer } from 'ws';
import { Handshakes, isHandshake } from './handshakes.js';

const HEADERS = {
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
};

describe('isHandshake', () => {
  const judge = (headers: object = {}, url = '/mcp/ws', method = 'GET') =>
    isHandshake({ method, url, headers: { ...HEADERS, ...headers } } as IncomingMessage);

  it.each([['/mcp/ws'], ['/mcp/ws?'], ['/mcp/ws?x=/mcp']])('is true at %s', (url) => {
    expect(judge({}, url)).toBe(true);
  });

  it('takes the name of the protocol in any letters', () => {
    expect(judge({ upgrade: 'WebSocket' })).toBe(true);
  });

  it.each([['/mcp'], ['/mcp/ws/'], ['/MCP/ws'], ['//mcp/ws'], ['/mcp/w%73'], ['http://localhost/mcp/ws'], ['']])(
    'is false at %j',
    (url) => {
      expect(judge({}, url)).toBe(false);
    },
  );

  it.each<[string, object]>([
    ['no protocol', { upgrade: undefined }],
    ['another protocol', { upgrade: 'h2c' }],
    ['a choice of protocols', { upgrade: 'websocket, h2c' }],
    ['no version', { 'sec-websocket-version': undefined }],
    ['a version before the standard', { 'sec-websocket-version': '8' }],
    ['no nonce', { 'sec-websocket-key': undefined }],
    ['a nonce that is too short', { 'sec-websocket-key': 'AAAA==' }],
    ['a nonce that is no base64', { 'sec-websocket-key': 'AAAAAAAAAAA-AAAAAAAAAA==' }],
  ])('is false with %s', (_what, headers) => {
    expect(judge(headers)).toBe(false);
  });

  it('is false with another method', () => {
    expect(judge({}, '/mcp/ws', 'POST')).toBe(false);
  });
});

describe('Handshakes', () => {
  it('belong to one gateway, or each would be answered twice', () => {
    const handshakes = new Handshakes();
    const sockets = () => new WebSocketServer({ noServer: true });
    const server = createServer();
    handshakes.listen(server, sockets());
    expect(() => handshakes.listen(server, sockets())).toThrow('one gateway');
    expect(server.listenerCount('upgrade')).toBe(1);
  });
});
