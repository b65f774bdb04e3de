/** More than anybody looks at; older ones are dropped. */
const KEPT = 500;

/** What this page has asked, how long it took and how it ended. Tells of each change by the event `change`. */
export class CallLog extends EventTarget {
  /** `{ label, at, ms, status }`: milliseconds, `at` since the epoch, status 0 where no answer came. */
  calls = [];
  /** `{ at, ms, state, reachable, unreachable }` as /health told it. */
  health = [];
  /** The header RateLimit of the last answer that had one. */
  standing = undefined;

  begin(label) {
    const at = Date.now();
    const started = performance.now();
    return {
      end: (status) => this.add(this.calls, { label, at, ms: performance.now() - started, status }),
    };
  }

  noteHealth(sample) {
    this.add(this.health, sample);
  }

  get figures() {
    const times = this.calls.map(({ ms }) => ms).sort((a, b) => a - b);
    return {
      count: times.length,
      failed: this.calls.filter(hasFailed).length,
      median: times[Math.floor((times.length - 1) / 2)],
      slowest: times.at(-1),
    };
  }

  add(list, entry) {
    list.push(entry);
    if (list.length > KEPT) list.shift();
    this.dispatchEvent(new Event('change'));
  }
}

export const hasFailed = ({ status }) => status < 200 || status > 299;
