// Searches by REST, each for something else, whose failures are counted, and what they cost those who serve them.
import { callerTo, many } from '../soak/caller.mjs';
import { cpuMs } from './programs.mjs';

const ROWS = 10;
/** Higher than any id. */
const BEYOND = 1_000_000;

/** @returns path and body of a search of ten rows; no two are the same. */
export function search(number, model = 'res.partner') {
  const domain = [
    ['id', '>', number % ROWS],
    ['id', '<', BEYOND + number],
  ];
  const params = { model, domain, fields: ['id', 'name'], limit: ROWS };
  return ['/mcp/tools/call', { method: 'odoo_search', params, id: number }];
}

export class CountedCalls {
  made = 0;
  failures = 0;

  /**
   * @param pids of the processes that serve, whose CPU time counts together.
   * @param atOnce how many calls are under way at once.
   * @param asked gives `{model, headers}` of a call by its number, where they are not the usual ones.
   */
  constructor(url, pids, { atOnce, asked = () => ({}) }) {
    this.caller = callerTo(url, { connections: atOnce });
    Object.assign(this, { pids, atOnce, asked });
  }

  /** @returns of these calls: `cpuUs`, the CPU time of one in microseconds, and `perSecond`. */
  async make(calls) {
    const first = this.made;
    this.made += calls;
    const cpu = this.cpuMs();
    const from = performance.now();
    await many((number) => this.call(first + number), calls, this.atOnce);
    const ms = performance.now() - from;
    return { cpuUs: ((this.cpuMs() - cpu) * 1000) / calls, perSecond: (calls * 1000) / ms };
  }

  /** What failed so far: how many calls, and why the first of them did. */
  get failed() {
    return { failures: this.failures, ...(this.reason && { note: `the first that failed: ${this.reason}` }) };
  }

  close() {
    return this.caller.close();
  }

  async call(number) {
    const { model, headers } = this.asked(number);
    const { status, text } = await this.caller.post(...search(number, model), headers);
    if (status === 200 && text.includes(`"count":${ROWS}`)) return;
    this.failures += 1;
    this.reason ??= `${status} ${text.slice(0, 200)}`;
  }

  cpuMs() {
    return this.pids.reduce((sum, pid) => sum + cpuMs(pid), 0);
  }
}
