// One search of ten rows, asked through each door. Every call names other arguments, so that no cache flatters.
import { once } from 'node:events';
import { Agent, request } from 'undici';
import { WebSocket } from 'ws';
import { KEY } from './programs.mjs';

const MODERN = '2026-07-28';
const LEGACY = '2025-11-25';

/** Different for every call, and the same work: ten of the partners from some id on, of which a small Odoo has enough. */
export function question(number) {
  const domain = [
    ['id', '>', number % 20],
    ['id', '!=', -1 - number],
  ];
  return { model: 'res.partner', domain, fields: ['id', 'name', 'email'], limit: 10 };
}

/** What every modern request says of its client. */
export const MODERN_META = {
  'io.modelcontextprotocol/protocolVersion': MODERN,
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

export const modernHeaders = (method) => ({ 'mcp-protocol-version': MODERN, 'mcp-method': method });

/** Posts to one path over as many connections as calls are ever under way; throws where the answer is no success. */
export function poster(url, path, credentials = { authorization: `Bearer ${KEY}` }) {
  const dispatcher = new Agent({ connections: 16 });
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    ...credentials,
  };
  return {
    post: async (body, more = {}, signal) => {
      const answer = await request(url + path, {
        method: 'POST',
        dispatcher,
        headers: { ...headers, ...more },
        body: JSON.stringify(body),
        signal,
      });
      const text = await answer.body.text();
      if (answer.statusCode >= 300) throw new Error(`${path} answered ${answer.statusCode}: ${text.slice(0, 300)}`);
      return { headers: answer.headers, text };
    },
    close: () => dispatcher.close(),
    dispatcher,
  };
}

/** Fails where an answer has no rows: a refusal must not be measured as if it were one. @returns the answer. */
function checked(text) {
  if (!/"id\\?"/.test(text) || /"isError":true|"error":/.test(text)) throw new Error(`No rows: ${text.slice(0, 300)}`);
  return text;
}

export function route(url) {
  const { post, close } = poster(url, '/search');
  return { call: async (n) => checked((await post({ params: question(n), id: n })).text), close };
}

export function rest(url) {
  const { post, close } = poster(url, '/mcp/tools/call');
  const ask = (n, signal) => post({ method: 'odoo_search', params: question(n), id: n }, {}, signal);
  return {
    call: async (n) => checked((await ask(n)).text),
    begin: (n) => hangingUp((signal) => ask(n, signal)),
    close,
  };
}

/** Writes in place of searches. */
export function writer(url) {
  const { post, close } = poster(url, '/mcp/tools/call');
  const call = async (n) => {
    const params = { model: 'res.partner', ids: [(n % 40) + 1], values: { comment: `number ${n}` } };
    const { text } = await post({ method: 'odoo_write', params, id: n });
    if (!/"success":true/.test(text)) throw new Error(`Not written: ${text.slice(0, 300)}`);
  };
  return { call, close };
}

/** A call that is cancelled by closing its connection. */
function hangingUp(ask) {
  const leaving = new AbortController();
  const ended = ask(leaving.signal).catch(() => {});
  return { cancel: async () => leaving.abort(), ended };
}

export function mcpModern(url) {
  const { post, close } = poster(url, '/mcp');
  const headers = { ...modernHeaders('tools/call'), 'mcp-name': 'odoo_search' };
  const ask = (n, signal) => {
    const params = { name: 'odoo_search', arguments: question(n), _meta: MODERN_META };
    return post({ jsonrpc: '2.0', id: n, method: 'tools/call', params }, headers, signal);
  };
  return {
    call: async (n) => checked((await ask(n)).text),
    begin: (n) => hangingUp((signal) => ask(n, signal)),
    close,
  };
}

/** A session of the legacy era: `post` as a poster's, in the session, which `close` ends. */
export async function legacySession(url) {
  const { post, close: closeConnections, dispatcher } = poster(url, '/mcp');
  const opening = { protocolVersion: LEGACY, capabilities: {}, clientInfo: { name: 'bench', version: '1' } };
  const { headers } = await post({ jsonrpc: '2.0', id: 0, method: 'initialize', params: opening });
  const session = { 'mcp-session-id': headers['mcp-session-id'], 'mcp-protocol-version': LEGACY };
  const close = async () => {
    const headers = { authorization: `Bearer ${KEY}`, ...session };
    const { body } = await request(`${url}/mcp`, { method: 'DELETE', headers, dispatcher });
    await body.dump();
    await closeConnections();
  };
  return { post: (body, signal) => post(body, session, signal), close };
}

export async function mcpLegacy(url) {
  const { post, close } = await legacySession(url);
  const ask = (n, signal) => {
    const params = { name: 'odoo_search', arguments: question(n) };
    return post({ jsonrpc: '2.0', id: n, method: 'tools/call', params }, signal);
  };
  const begin = (n) => {
    const { cancel: hangUp, ended } = hangingUp((signal) => ask(n, signal));
    // Its answer could still be fetched by another connection, so hanging up is not enough here.
    const cancel = async () => {
      const params = { requestId: n };
      await post({ jsonrpc: '2.0', method: 'notifications/cancelled', params });
      await hangUp();
    };
    return { cancel, ended };
  };
  return { call: async (n) => checked((await ask(n)).text), begin, close };
}

/** Answers on one socket come as they are ready, so they are told apart by their ids. */
async function socketTo(url) {
  const headers = { authorization: `Bearer ${KEY}` };
  const socket = new WebSocket(`${url.replace('http', 'ws')}/mcp/ws`, 'mcp', { headers });
  await once(socket, 'open');
  const waiting = new Map();
  socket.on('message', (data) => {
    const text = Buffer.from(data).toString();
    const { id } = JSON.parse(text);
    waiting.get(id)?.(text);
    waiting.delete(id);
  });
  const send = (message) => socket.send(JSON.stringify(message));
  const ask = (message) =>
    new Promise((resolve) => {
      waiting.set(message.id, resolve);
      send(message);
    });
  const close = async () => {
    socket.close();
    await once(socket, 'close');
  };
  return { send, ask, close };
}

export async function webSocket(url) {
  const { send, ask, close } = await socketTo(url);
  const opening = { protocolVersion: LEGACY, capabilities: {}, clientInfo: { name: 'bench', version: '1' } };
  await ask({ jsonrpc: '2.0', id: 'opening', method: 'initialize', params: opening });
  send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  const search = (n) => {
    const params = { name: 'odoo_search', arguments: question(n) };
    return ask({ jsonrpc: '2.0', id: n, method: 'tools/call', params });
  };
  const begin = (n) => {
    void search(n);
    const cancel = async () => send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: n } });
    // A call that was cancelled is not answered.
    return { cancel, ended: Promise.resolve() };
  };
  return { call: async (n) => checked(await search(n)), begin, close };
}

/** The seed's messages: no handshake before them, and plain JSON back. */
export async function webSocketBare(url) {
  const { ask, close } = await socketTo(url);
  const call = async (n) => {
    const params = { name: 'odoo_search', arguments: question(n) };
    return checked(await ask({ method: 'tools/call', params, id: n }));
  };
  return { call, close };
}
