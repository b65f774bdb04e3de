// Every fault of the wire between the gateway and Odoo, under reads and writes through each door at once.
import { moreThan, openIn, settled } from '../bench/open-resources.mjs';
import { startGateway } from '../bench/programs.mjs';
import { WireProxy } from '../faults/wire-proxy.ts';
import { atMost } from './figure.ts';
import { ownTags, realOdoo, settingsOf } from './real-odoo.mjs';
import { DOORS } from './typed-doors.mjs';

const DEADLINE_MS = 2000;
const SHORT_DEADLINE_MS = 3000;
const ROUNDS = 5;
const LATE_PERCENT = 5;
/** A call that has not ended by then hangs. */
const HANGS_AFTER_DEADLINES = 3;
const SETTLE_MS = 20_000;

const page = (status, type, body, length = body.length) => {
  const text = `HTTP/1.1 ${status}\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n${body}`;
  return () => Buffer.from(text);
};
const json = (body, length) => ({ down: { corrupt: page('200 OK', 'application/json', body, length) } });

/** What happens on the wire, and how a read ends by it. A write ends with `outcome_unknown` whatever it is. */
const FAULTS = {
  'an answer 30 s late': [{ down: { latencyMs: 30_000 } }, 'odoo_timeout'],
  // Odoo gets the request: a connection without one would keep a worker of it waiting.
  'a black hole': [{ down: { cut: { afterBytes: 0, by: 'black-hole' } } }, 'odoo_timeout'],
  'a reset before the request': [{ up: { cut: { afterBytes: 0, by: 'reset' } } }, 'odoo_unavailable'],
  'a reset after the request': [{ down: { cut: { afterBytes: 0, by: 'reset' } } }, 'odoo_unavailable'],
  'a reset within the answer': [{ down: { cut: { afterBytes: 250, by: 'reset' } } }, 'odoo_unavailable'],
  'a half-closed connection': [{ down: { cut: { afterBytes: 0, by: 'half-close' } } }, 'odoo_unavailable'],
  'a byte a second': [{ down: { trickle: { bytes: 1, everyMs: 1000 } } }, 'odoo_timeout'],
  'half of the JSON': [json('{"jsonrpc":"2.0","resu'), 'odoo_unavailable'],
  'what is no JSON': [json('{bad}'), 'odoo_unavailable'],
  'a 502 of a proxy': [{ down: { corrupt: page('502 Bad Gateway', 'text/html', '<h1>502</h1>') } }, 'odoo_unavailable'],
  'a length too long': [json('{}', 500), 'odoo_timeout'],
  'a length too short': [json('{"a":1}', 3), 'odoo_unavailable'],
};

export const title = `On the way to Odoo: ${Object.keys(FAULTS).join(', ')}`;
export const pass = `Every read and write through REST, MCP and WebSocket ends with its typed error by its deadline + ${LATE_PERCENT} %; nothing is left open; the next call works`;

export async function run({ short }) {
  await using open = new AsyncDisposableStack();
  const odoo = realOdoo();
  const deadlineMs = short ? SHORT_DEADLINE_MS : DEADLINE_MS;
  const proxy = open.adopt(await WireProxy.start(odoo.url), (started) => started.close());
  const tags = open.adopt(await ownTags(odoo), (own) => own.close());
  const gateway = open.adopt(await startFaulty(proxy, odoo, deadlineMs), (program) => program.stop());
  const calls = new FaultyCalls(gateway.url, tags.name, deadlineMs);
  await calls.healthy();
  const before = await openIn(gateway);
  for (let round = 0; round < (short ? 1 : ROUNDS); round += 1) {
    for (const [name, [script, read]] of Object.entries(FAULTS)) {
      proxy.behave(script);
      await calls.meet(name, read);
      proxy.behave({});
      await calls.healthy(name);
    }
  }
  const after = await settled(gateway, before, SETTLE_MS);
  return [
    ...calls.figures(),
    atMost('kinds of things left open', moreThan(before, after).length, 0, leftOpen(before, after)),
  ];
}

function leftOpen(before, after) {
  const more = moreThan(before, after);
  return more.length === 0
    ? {}
    : { note: more.map((name) => `${name} ${before[name] ?? 0} → ${after[name]}`).join(', ') };
}

function startFaulty(proxy, odoo, deadlineMs) {
  const settings = {
    ...settingsOf(odoo),
    MCP_MODE: 'readwrite',
    ODOO_TIMEOUT_MS: String(deadlineMs),
    ODOO_ABANDONED_MS: '100',
    // Every call has to meet its fault.
    ODOO_BREAKER_FAILURES: '1000',
  };
  return startGateway(proxy.url, settings, ['--import', './test/bench/resources-told.mjs']);
}

class FaultyCalls {
  calls = 0;
  hangs = 0;
  mostLatePercent = -100;
  wrong = [];
  failedAfter = [];

  constructor(url, tag, deadlineMs) {
    this.url = url;
    this.deadlineMs = deadlineMs;
    this.kinds = {
      read: ['odoo_search', { model: 'res.partner.category', fields: ['name'], limit: 1 }],
      write: ['odoo_create', { model: 'res.partner.category', values: { name: tag } }],
    };
  }

  /** A read and a write through each door, all at once. */
  async meet(fault, read) {
    const ends = { read, write: 'outcome_unknown' };
    await this.throughAll(async (door, kind, call) => {
      const started = performance.now();
      const code = await this.inTime(call());
      this.calls += 1;
      const late = ((performance.now() - started) / this.deadlineMs - 1) * 100;
      if (code === 'hangs') this.hangs += 1;
      else this.mostLatePercent = Math.max(this.mostLatePercent, late);
      if (code !== ends[kind]) this.wrong.push(`${fault}: ${kind} by ${door} ended with ${code}`);
    });
  }

  async healthy(after = 'the start') {
    await this.throughAll(async (door, kind, call) => {
      const code = await this.inTime(call());
      if (code !== 'ok') this.failedAfter.push(`after ${after}: ${kind} by ${door} ended with ${code}`);
    });
  }

  async throughAll(use) {
    const doors = await Promise.all(Object.entries(DOORS).map(async ([name, open]) => [name, await open(this.url)]));
    const calls = doors.flatMap(([name, door]) =>
      Object.entries(this.kinds).map(([kind, call]) => use(name, kind, () => door.call(...call))),
    );
    await Promise.all(calls);
    await Promise.all(doors.map(([, door]) => door.close()));
  }

  async inTime(call) {
    let timer;
    const tooLong = new Promise((resolve) => {
      timer = setTimeout(resolve, HANGS_AFTER_DEADLINES * this.deadlineMs, 'hangs');
    });
    const code = await Promise.race([call, tooLong]);
    clearTimeout(timer);
    return code;
  }

  figures() {
    return [
      atMost(`hangs in ${this.calls} calls`, this.hangs, 0),
      atMost('not ended with their typed error', this.wrong.length, 0, noteOf(this.wrong)),
      atMost(`latest end after the deadline of ${this.deadlineMs} ms`, this.mostLatePercent, LATE_PERCENT, {
        unit: '%',
        timing: true,
      }),
      atMost('failed once the fault was over', this.failedAfter.length, 0, noteOf(this.failedAfter)),
    ];
  }
}

function noteOf(wrong) {
  return wrong.length === 0 ? {} : { note: wrong.slice(0, 5).join('; ') };
}
