// What clients ask before they call: lists of tools, and what the server is.
import { legacySession, MODERN_META, modernHeaders, poster } from './doors.mjs';

/** By how much answers may differ in length: by the digits of the ids that they repeat. */
const ID_CHARACTERS = 8;

/** By name: the `body` of the request, and `open(url)`, which asks the gateway for it. */
export const LISTS = {
  'tools/list, modern': modern('tools/list'),
  'tools/list, legacy': {
    body: { jsonrpc: '2.0', method: 'tools/list', params: {} },
    open: async (url) => {
      const { post, close } = await legacySession(url);
      return listing(post, LISTS['tools/list, legacy'].body, close);
    },
  },
  'server/discover': modern('server/discover'),
};

function modern(method) {
  const body = { jsonrpc: '2.0', method, params: { _meta: MODERN_META } };
  const open = (url) => {
    const { post, close } = poster(url, '/mcp');
    return listing((asked) => post(asked, modernHeaders(method)), body, close);
  };
  return { body, open };
}

/** The same request to a route that answers it with what it has at hand. */
export function openStatic(url, path, body) {
  const { post, close } = poster(url, path);
  return listing(post, body, close);
}

/** @returns `call`, `close`, and `answer`, the first one as `{type, text}`, which all others have to be as long as. */
async function listing(post, body, close) {
  const ask = (id) => post({ ...body, id });
  const { headers, text: first } = await ask(0);
  if (/"error":\{"code"/.test(first)) throw new Error(`No list: ${first.slice(0, 300)}`);
  const call = async (id) => {
    const { text } = await ask(id);
    if (Math.abs(text.length - first.length) > ID_CHARACTERS) throw new Error(`Another answer: ${text.slice(0, 300)}`);
  };
  return { answer: { type: headers['content-type'], text: first }, call, close };
}
