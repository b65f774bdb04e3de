// The same search as through the doors of the gateway, asked of Odoo itself.
import { poster, question } from './doors.mjs';

/** Odoo's own web session, as its web client has it. @param odoo `{url, database, login, password}` */
export async function directSession({ url, database, login, password }) {
  const entry = poster(url, '/web/session/authenticate', {});
  const { headers } = await entry.post({ jsonrpc: '2.0', params: { db: database, login, password } });
  await entry.close();
  const [cookie] = [headers['set-cookie']].flat()[0].split(';');
  const { post, close } = poster(url, '/web/dataset/call_kw/res.partner.search_read', { cookie });
  const call = async (n) => {
    const { model, domain, ...kwargs } = question(n);
    const params = { model, method: 'search_read', args: [domain], kwargs };
    checked((await post({ jsonrpc: '2.0', id: n, method: 'call', params })).text);
  };
  return { call, close };
}

/** JSON-2 with an API key, as most programs use it that act for an assistant. @param odoo `{url, database, apiKeys}` */
export function directJson2({ url, database, apiKeys }) {
  const credentials = { authorization: `bearer ${apiKeys.admin}`, 'x-odoo-database': database };
  const { post, close } = poster(url, '/json/2/res.partner/search_read', credentials);
  const call = async (n) => {
    const { model: _model, ...named } = question(n);
    checked((await post(named)).text);
  };
  return { call, close };
}

/** Fails where an answer has not its ten rows. */
function checked(text) {
  if (text.match(/"email"/g)?.length !== 10) throw new Error(`No ten rows: ${text.slice(0, 300)}`);
}
