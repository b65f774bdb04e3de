// A streamed search through each door, chunk by chunk, for programs that count its rows.
import { on, once } from 'node:events';
import { request } from 'undici';
import { WebSocket } from 'ws';
import { KEY } from './programs.mjs';

const TOOL = 'odoo_search';
const CREDIT = 32;

/** By door: chunks `{ids, cursor}` of a search, to its end. Each throws where the stream is not whole; see `chunksOf`. */
const READERS = {
  SSE: sse,
  NDJSON: ndjson,
  CSV: csv,
  WebSocket: socket,
};

export const DOORS = Object.keys(READERS);

/** Thrown where a reader has hung up by itself. */
export class HungUp extends Error {}

/** Counts the bytes that a reader takes, and hangs up after so many. */
export class Meter {
  bytes = 0;

  constructor(limit = Infinity) {
    this.limit = limit;
  }

  /** @returns what of these bytes is taken: fewer than there are only where the limit is. */
  take(data) {
    const taken = data.subarray(0, this.limit - this.bytes);
    this.bytes += taken.length;
    return taken;
  }

  get isFull() {
    return this.bytes >= this.limit;
  }
}

/**
 * @param params of a search; `fields` should hold no texts with line breaks.
 * @returns chunks in turn. Rows that no cursor stands behind are left out, as a client that goes on has to do. Its
 *   connection is closed when it ends, however it does.
 */
export function chunksOf(door, url, params, { cursor, meter = new Meter() } = {}) {
  return READERS[door](url, params, cursor, meter);
}

/** @returns lines of an answer as they come. */
async function* lines(url, params, { accept, cursor, meter }) {
  const { statusCode, body } = await request(`${url}/mcp/stream/tools/call`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${KEY}`,
      accept,
      ...(cursor && { 'last-event-id': cursor }),
    },
    body: JSON.stringify({ method: TOOL, params }),
  });
  if (statusCode !== 200) throw new Error(`${statusCode}: ${await body.text()}`);
  const decoder = new TextDecoder();
  let rest = '';
  for await (const data of body) {
    const found = (rest + decoder.decode(meter.take(data), { stream: true })).split('\n');
    rest = found.pop();
    yield* found;
    if (meter.isFull) throw new HungUp();
  }
}

async function* sse(url, params, cursor, meter) {
  let id;
  let frame;
  let ended = false;
  for await (const line of lines(url, params, { accept: 'text/event-stream', cursor, meter })) {
    if (line.startsWith('id: ')) id = line.slice('id: '.length);
    else if (line.startsWith('data: ')) frame = JSON.parse(line.slice('data: '.length));
    else if (line === '' && frame) {
      if (frame.type === 'error') throw new Error(frame.message);
      if (frame.type === 'chunk') yield { ids: frame.data.map((row) => row.id), cursor: id };
      ended = frame.type === 'end';
      frame = undefined;
    }
  }
  if (!ended) throw new Error('The stream has no end.');
}

async function* ndjson(url, params, cursor, meter) {
  let ids = [];
  for await (const line of lines(url, params, { accept: 'application/x-ndjson; cursors=true', cursor, meter })) {
    const row = JSON.parse(line);
    if (row.error) throw new Error(row.error.message);
    if (row.cursor === undefined) ids.push(row.id);
    else {
      yield { ids, cursor: row.cursor };
      ids = [];
    }
  }
}

async function* csv(url, params, cursor, meter) {
  let ids = [];
  for await (const line of lines(url, params, { accept: 'text/csv; cursors=true', cursor, meter })) {
    const id = /^\d+/.exec(line);
    if (!id) continue;
    ids.push(Number(id[0]));
    const behind = /,(?<cursor>[\w-]{20,})\r$/.exec(line)?.groups.cursor;
    if (behind !== undefined) {
      yield { ids, cursor: behind };
      ids = [];
    }
  }
}

async function* socket(url, params, cursor, meter) {
  const headers = { authorization: `Bearer ${KEY}` };
  const client = new WebSocket(`${url.replace('http', 'ws')}/mcp/ws`, 'mcp', { headers });
  const send = (message) => client.send(JSON.stringify(message));
  try {
    const messages = on(client, 'message', { close: ['close'] });
    await once(client, 'open');
    send({ method: 'tools/stream', params: { name: TOOL, arguments: params, cursor, credit: CREDIT }, id: 1 });
    for await (const [data] of messages) {
      meter.take(data);
      if (meter.isFull) throw new HungUp();
      const { id, method, params: told, error } = JSON.parse(data.toString());
      if (error) throw new Error(error.message);
      if (id === 1) return;
      if (method !== 'stream/chunk') continue;
      yield { ids: told.data.map((row) => row.id), cursor: told.cursor };
      send({ method: 'stream/credit', params: { id: 1, credit: 1 } });
    }
    throw new Error('The socket was closed.');
  } finally {
    client.terminate();
  }
}
