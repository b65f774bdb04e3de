// One search of ten rows, asked through each door. Every call names other arguments, so that no cache flatters.
import { Agent, request } from 'undici';
import { KEY } from './programs.mjs';

const MODERN = '2026-07-28';

/** Different for every call, and the same work: ten of the partners from some id on. */
function question(number) {
  return { model: 'res.partner', domain: [['id', '>', number % 250]], fields: ['id', 'name', 'email'], limit: 10 };
}

function poster(url, path) {
  const dispatcher = new Agent({ connections: 16 });
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    authorization: `Bearer ${KEY}`,
  };
  return {
    post: async (body, more = {}) => {
      const answer = await request(url + path, {
        method: 'POST',
        dispatcher,
        headers: { ...headers, ...more },
        body: JSON.stringify(body),
      });
      const text = await answer.body.text();
      if (answer.statusCode !== 200) throw new Error(`${path} answered ${answer.statusCode}: ${text.slice(0, 300)}`);
      return { headers: answer.headers, text };
    },
    close: () => dispatcher.close(),
  };
}

/** Fails where an answer has no rows: a refusal must not be measured as if it were one. */
function checked(text) {
  if (!/"id\\?"/.test(text) || /"isError":true|"error":/.test(text)) throw new Error(`No rows: ${text.slice(0, 300)}`);
}

export function route(url) {
  const { post, close } = poster(url, '/search');
  return { call: async (n) => checked((await post({ params: question(n), id: n })).text), close };
}

export function rest(url) {
  const { post, close } = poster(url, '/mcp/tools/call');
  return { call: async (n) => checked((await post({ method: 'odoo_search', params: question(n), id: n })).text), close };
}

export function mcpModern(url) {
  const { post, close } = poster(url, '/mcp');
  const headers = { 'mcp-protocol-version': MODERN, 'mcp-method': 'tools/call', 'mcp-name': 'odoo_search' };
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': MODERN,
    'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const call = async (n) => {
    const params = { name: 'odoo_search', arguments: question(n), _meta };
    checked((await post({ jsonrpc: '2.0', id: n, method: 'tools/call', params }, headers)).text);
  };
  return { call, close };
}

export async function mcpLegacy(url) {
  const { post, close } = poster(url, '/mcp');
  const opening = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1' } };
  const { headers } = await post({ jsonrpc: '2.0', id: 0, method: 'initialize', params: opening });
  const session = { 'mcp-session-id': headers['mcp-session-id'], 'mcp-protocol-version': '2025-11-25' };
  const call = async (n) => {
    const params = { name: 'odoo_search', arguments: question(n) };
    checked((await post({ jsonrpc: '2.0', id: n, method: 'tools/call', params }, session)).text);
  };
  return { call, close };
}
