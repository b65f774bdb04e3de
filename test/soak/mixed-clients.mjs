// Clients of every door that come, call, and go again.
import { createHistogram } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { mcpLegacy, mcpModern, rest, webSocket, webSocketBare } from '../bench/doors.mjs';
import { KEY } from '../bench/programs.mjs';

/** Between two calls of one client: a load that leaves the machine room for others. */
const PAUSE_MS = 40;
/** The share of real Odoo is small: it has work of its own. */
const REAL_PAUSE_MS = 500;
const STREAMED = { model: 'res.partner', fields: ['id', 'name'], order: 'id' };
const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };

/** Each has `call(number)` and `close`. */
const DOORS = { rest, mcpModern, mcpLegacy, webSocket, webSocketBare, stream, leaving, listening };

export class MixedClients {
  /** How many were answered, by door. */
  answered = {};
  /** Histograms of how long answers took, in microseconds, one after the other; real Odoo's are not among them. */
  times = [];
  failures = [];

  /**
   * Keeps no call by itself: a heap that grows here would be measured as a gateway that slows down.
   * @param windowMs what one histogram is of.
   * @param also a second connection of the key's, that some calls go to.
   */
  constructor(url, { churnMs, windowMs, also }) {
    this.url = url;
    this.churnMs = churnMs;
    this.windowMs = windowMs;
    this.doors = also === undefined ? DOORS : { ...DOORS, real: (to) => elsewhere(to, also) };
  }

  async run(loadMs) {
    this.started = performance.now();
    await Promise.all(Object.entries(this.doors).map((door) => this.stay(door, loadMs)));
  }

  /** Connects anew after a while, again and again. */
  async stay([door, connect], loadMs) {
    while (this.elapsed < loadMs) {
      const until = Math.min(loadMs, this.elapsed + this.churnMs);
      try {
        await this.visit(door, connect, until);
      } catch (error) {
        this.failures.push(`${door}: ${error.message}`);
        await sleep(PAUSE_MS);
      }
    }
  }

  async visit(door, connect, until) {
    await using client = closing(await connect(this.url));
    for (let number = Math.floor(this.elapsed); this.elapsed < until; number += 1) {
      const at = this.elapsed;
      await client.call(number);
      this.note(door, at);
      await sleep(door === 'real' ? REAL_PAUSE_MS : PAUSE_MS);
    }
  }

  note(door, at) {
    this.answered[door] = (this.answered[door] ?? 0) + 1;
    if (door === 'real') return;
    const histogram = (this.times[Math.floor(at / this.windowMs)] ??= createHistogram());
    histogram.record(Math.max(1, Math.round((this.elapsed - at) * 1000)));
  }

  get elapsed() {
    return performance.now() - this.started;
  }
}

function closing(client) {
  return { call: client.call, [Symbol.asyncDispose]: () => client.close() };
}

/** Reads a whole stream of Server-Sent Events. */
function stream(url) {
  const dispatcher = new Agent();
  const body = JSON.stringify({ method: 'odoo_search', params: STREAMED });
  const call = async () => {
    const answer = await request(`${url}/mcp/stream/tools/call`, { method: 'POST', dispatcher, headers, body });
    const text = await answer.body.text();
    if (!text.includes('"type":"end"')) throw new Error(`A stream did not end well: ${text.slice(-300)}`);
  };
  return { call, close: () => dispatcher.destroy() };
}

/** Hangs up on a call that has begun. */
function leaving(url) {
  const { begin, close } = rest(url);
  const call = async (number) => {
    const { cancel, ended } = begin(number);
    await sleep(number % 5);
    await cancel();
    await ended;
  };
  return { call, close };
}

/** Listens to changes until it has heard the first event, and goes. */
function listening(url) {
  const dispatcher = new Agent();
  const call = async () => {
    const { statusCode, body } = await request(`${url}/odoo/models/res.partner/changes?fields=name`, {
      dispatcher,
      headers,
    });
    if (statusCode !== 200) throw new Error(`A listener was answered ${statusCode}.`);
    for await (const _ of body) break;
  };
  return { call, close: () => dispatcher.destroy() };
}

/** Calls by the header that names another Odoo. */
function elsewhere(url, connection) {
  const dispatcher = new Agent();
  const call = async (number) => {
    const { statusCode, body } = await request(`${url}/odoo/models/res.partner/records?limit=${1 + (number % 10)}`, {
      dispatcher,
      headers: { ...headers, 'x-odoo-connection': connection },
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`Real Odoo's call was answered ${statusCode}: ${text.slice(0, 300)}`);
  };
  return { call, close: () => dispatcher.destroy() };
}
