// Calls of tools through each door, which give how they ended in place of throwing.
import { once } from 'node:events';
import { Agent, request } from 'undici';
import { WebSocket } from 'ws';
import { KEY } from '../bench/programs.mjs';

const MODERN = '2026-07-28';
const META = {
  'io.modelcontextprotocol/protocolVersion': MODERN,
  'io.modelcontextprotocol/clientInfo': { name: 'soak', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** By name: `open(url, key)`, which gives `call(tool, args)` and `close`. A call gives `ok` or the code of its error. */
export const DOORS = { REST: openRest, MCP: openMcp, WebSocket: openSocket };

function openRest(url, key = KEY) {
  const { post, close } = poster(`${url}/mcp/tools/call`, key);
  return { call: (method, params) => post({ method, params, id: 1 }), close };
}

function openMcp(url, key = KEY) {
  const { post, close } = poster(`${url}/mcp`, key);
  const call = (name, args) => {
    const headers = { 'mcp-protocol-version': MODERN, 'mcp-method': 'tools/call', 'mcp-name': name };
    const params = { name, arguments: args, _meta: META };
    return post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }, headers);
  };
  return { call, close };
}

function poster(address, key) {
  const dispatcher = new Agent({ connections: 1000 });
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    authorization: `Bearer ${key}`,
  };
  const post = async (body, more = {}) => {
    const options = { method: 'POST', dispatcher, headers: { ...headers, ...more }, body: JSON.stringify(body) };
    try {
      const answer = await request(address, options);
      return outcomeOf(await answer.body.text());
    } catch (error) {
      return `no answer: ${error.code ?? error.message}`;
    }
  };
  return { post, close: () => dispatcher.close() };
}

async function openSocket(url, key = KEY) {
  const headers = { authorization: `Bearer ${key}` };
  const socket = new WebSocket(`${url.replace('http', 'ws')}/mcp/ws`, 'mcp', { headers });
  await once(socket, 'open');
  const waiting = new Map();
  let last = 0;
  socket.on('message', (data) => {
    const text = Buffer.from(data).toString();
    const { id } = JSON.parse(text);
    waiting.get(id)?.(outcomeOf(text));
    waiting.delete(id);
  });
  socket.on('close', () => {
    for (const end of waiting.values()) end('no answer: closed');
  });
  const call = (name, args) =>
    new Promise((resolve) => {
      last += 1;
      waiting.set(last, resolve);
      socket.send(JSON.stringify({ method: 'tools/call', params: { name, arguments: args }, id: last }));
    });
  const close = async () => {
    socket.close();
    await once(socket, 'close');
  };
  return { call, close };
}

function outcomeOf(text) {
  const { error, result } = JSON.parse(text.replace(/^.*?data: /s, ''));
  if (error) return error.data?.code ?? error.code;
  return result.isError ? JSON.parse(result.content[0].text).error.code : 'ok';
}
