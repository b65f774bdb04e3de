// A call that a person is asked about first, over MCP's modern era, in its two steps.
const VERSION = '2026-07-28';
const NAME = 'odoo_unlink';

/** @param caller of `caller.mjs`. @returns the sealed state that the answer has to bring along. */
export async function askedToUnlink(caller, id) {
  const { requestState } = await unlink(caller, id);
  if (requestState === undefined) throw new Error('Nobody was asked.');
  return requestState;
}

/** @returns whether the record was deleted. */
export async function agreedToUnlink(caller, id, requestState) {
  const inputResponses = { confirm: { action: 'accept', content: { confirm: true } } };
  const { structuredContent } = await unlink(caller, id, { requestState, inputResponses });
  return structuredContent?.success === true;
}

/** @returns the result, or `{}` where there is an error in its place. */
async function unlink(caller, id, answer = {}) {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': VERSION,
    'io.modelcontextprotocol/clientInfo': { name: 'soak', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
  };
  const params = { name: NAME, arguments: { model: 'res.partner', ids: [id] }, ...answer, _meta };
  const headers = {
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': VERSION,
    'mcp-method': 'tools/call',
    'mcp-name': NAME,
  };
  const { text } = await caller.post('/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/call', params }, headers);
  return JSON.parse(text.replace(/^.*?data: /s, '')).result ?? {};
}

/** @returns its id. */
export async function newPartner(caller) {
  const { text } = await caller.post('/mcp/tools/call', {
    method: 'odoo_create',
    params: { model: 'res.partner', values: { name: 'Soak' } },
  });
  return JSON.parse(text).result.created_id;
}
