// A WebSocket that stays open, and is asked now and then.
import { once } from 'node:events';
import { WebSocket } from 'ws';

/** @returns `ask(id)`, whether it is answered with a result; `isOpen()`; `close`. */
export async function openSocket(url, key) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/mcp/ws`, 'mcp', {
    headers: { authorization: `Bearer ${key}` },
  });
  // What ends it shows in its state.
  socket.on('error', () => {});
  await once(socket, 'open');
  const ask = async (id) => {
    if (socket.readyState !== WebSocket.OPEN) return false;
    const answered = Promise.race([once(socket, 'message'), once(socket, 'close').then(() => ['{}'])]);
    socket.send(JSON.stringify({ method: 'odoo_count', params: { model: 'res.partner' }, id }));
    const [data] = await answered;
    return 'result' in JSON.parse(data.toString());
  };
  return { ask, isOpen: () => socket.readyState === WebSocket.OPEN, close: () => socket.terminate() };
}
