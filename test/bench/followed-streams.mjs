// Streams that go on where they were cut, as docs/streaming.md and docs/websocket.md say: rows of a search, and changes
// by Server-Sent Events and over WebSockets.
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { KEY } from './programs.mjs';
import { ReturningSocket } from './returning-socket.mjs';
import { chunksOf } from './stream-readers.mjs';

const MODEL = 'res.partner';
/** In which all who listen have begun. */
const BEGUN_MS = 60_000;
const ROW_DOORS = ['SSE', 'NDJSON'];
/** What clients are told to come back from: a gateway that ends, and a connection that is cut. */
const PASSING = /503|The gateway is (?:shutting down|about to end)|terminated|other side closed|has no end/;

/** What was found on all streams. */
class Findings {
  resumedMs = [];
  rows = 0;
  /**
   * Of rows, and of changes: a listener is told how a record is by then, so that one is lost where the last that it was told
   * of a record is not how that is, and told twice where it says nothing new.
   */
  twice = { rows: 0, changes: 0 };
  lost = { rows: 0, changes: 0 };
  failures = [];
}

/**
 * @param streams how many: `rows`, and `changes`, of which a third by WebSocket and the others by HTTP.
 * @param ids of the records that streams of rows are to bring: all up to the last of them, by id.
 * @param readingMs between two chunks of rows, so that a stream stays open.
 * @returns once all listen: `heard([id, name])` and `stop(written)`, which gives the findings; `written` are such pairs.
 */
export async function followStreams(url, streams, ids, readingMs) {
  const found = new Findings();
  const running = { yes: true };
  const listeners = [];
  const readers = [];
  const begun = [];
  for (let at = 0; at < streams.rows; at += 1) {
    const door = ROW_DOORS[at % ROW_DOORS.length];
    readers.push(readRows({ url, door, ids, readingMs }, running, found));
  }
  for (let at = 0; at < streams.changes; at += 1) {
    const listener = { names: new Map(), twice: 0, ready: Promise.withResolvers() };
    listeners.push(listener);
    begun.push(listener.ready.promise);
    readers.push((at % 3 === 0 ? watch : listen)(url, listener, running, found));
  }
  const patience = new AbortController();
  const tooLate = sleep(BEGUN_MS, true, patience);
  tooLate.catch(() => {});
  if (await Promise.race([Promise.all(begun).then(() => false), tooLate])) {
    throw new Error(`Not all listeners have begun after ${BEGUN_MS} ms.`);
  }
  patience.abort();
  return {
    /** Whether every listener was told that the record has this name. */
    heard: ([id, name]) => listeners.every(({ names }) => names.get(id) === name),
    stop: async (written) => {
      running.yes = false;
      for (const { leave } of listeners) leave();
      await Promise.all(readers);
      for (const { names } of listeners) {
        found.lost.changes += written.filter(([id, name]) => names.get(id) !== name).length;
      }
      found.twice.changes += listeners.reduce((sum, { twice }) => sum + twice, 0);
      return found;
    },
  };
}

/** Reads all rows, again and again. */
async function readRows({ url, door, ids, readingMs }, running, found) {
  const search = { model: MODEL, fields: ['id', 'name'], domain: [['id', '<=', ids.at(-1)]] };
  while (running.yes) {
    const read = [];
    let cursor;
    let cutAt;
    for (let ended = false; !ended; ) {
      try {
        for await (const chunk of chunksOf(door, url, search, { cursor })) {
          if (cutAt !== undefined) found.resumedMs.push(performance.now() - cutAt);
          cutAt = undefined;
          read.push(...chunk.ids);
          ({ cursor } = chunk);
          await sleep(readingMs);
        }
        ended = true;
      } catch (error) {
        if (!PASSING.test(error.message)) {
          found.failures.push(error.message);
          return;
        }
        cutAt ??= performance.now();
        await sleep(500);
      }
    }
    const distinct = new Set(read);
    found.rows += read.length;
    found.twice.rows += read.length - distinct.size;
    found.lost.rows += ids.filter((id) => !distinct.has(id)).length;
  }
}

/** Listens to changes by Server-Sent Events. */
async function listen(url, listener, running, found) {
  const headers = { authorization: `Bearer ${KEY}` };
  let lastId;
  let cutAt;
  while (running.yes) {
    const hangUp = new AbortController();
    listener.leave = () => hangUp.abort();
    try {
      const { statusCode, body } = await request(`${url}/odoo/models/${MODEL}/changes?fields=name`, {
        headers: { ...headers, ...(lastId && { 'last-event-id': lastId }) },
        signal: hangUp.signal,
        bodyTimeout: 0,
      });
      if (statusCode !== 200) throw new Error(`A listener was answered ${statusCode}: ${await body.text()}`);
      let rest = '';
      for await (const data of body) {
        if (cutAt !== undefined) found.resumedMs.push(performance.now() - cutAt);
        cutAt = undefined;
        const blocks = (rest + data).split('\n\n');
        rest = blocks.pop();
        for (const block of blocks) {
          lastId = /^id: (?<id>.*)$/m.exec(block)?.groups.id ?? lastId;
          const told = /^data: (?<json>.*)$/m.exec(block);
          if (told) take(listener, JSON.parse(told.groups.json));
        }
      }
    } catch (error) {
      if (!running.yes) return;
      if (!PASSING.test(error.message)) {
        found.failures.push(error.message);
        return;
      }
    }
    cutAt ??= performance.now();
    await sleep(200 + Math.random() * 300);
  }
}

/** Watches changes over a WebSocket. */
async function watch(url, listener, running, found) {
  let cursor;
  let cutAt;
  let ended;
  const over = new Promise((resolve) => (ended = resolve));
  const socket = new ReturningSocket(
    url,
    (message) => {
      const { method, params, error } = message;
      if (error) {
        cursor = error.data?.cursor ?? cursor;
        if (error.data?.code !== 'gateway_unavailable') found.failures.push(error.message);
        cutAt ??= performance.now();
      }
      if (method !== 'changes/event') return;
      if (cutAt !== undefined) found.resumedMs.push(performance.now() - cutAt);
      cutAt = undefined;
      ({ cursor = cursor } = params);
      if (params.event) take(listener, params.event);
    },
    (opened) => {
      if (opened.returns > 0) cutAt ??= performance.now();
      const params = { model: MODEL, fields: ['name'], ...(cursor && { cursor }) };
      opened.send({ method: 'changes/watch', params, id: 'watch' });
    },
  );
  listener.leave = () => {
    socket.close();
    ended();
  };
  await socket.open();
  await over;
}

function take(listener, { type, id, record }) {
  if (type === 'ready') listener.ready.resolve();
  if (!record) return;
  // Every name is written once.
  if (listener.names.get(id) === record.name) listener.twice += 1;
  listener.names.set(id, record.name);
}
