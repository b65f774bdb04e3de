import { eventsIn } from './event-stream.mjs';
import { GatewayProblem, unreachable } from './gateway-problem.mjs';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/** Live changes of a model: goes on behind the last one where the connection breaks, until it is stopped. */
export class ChangeFeed {
  /** @param told `{ change, state }`; states are `connecting`, `listening` and `waiting`. */
  constructor(client, told) {
    this.client = client;
    this.told = told;
    this.over = new AbortController();
  }

  /** Resolves when it was stopped. @throws GatewayProblem for a refusal that asking again would not change. */
  async run(model, query) {
    const path = `odoo/models/${encodeURIComponent(model)}/changes?${new URLSearchParams(query)}`;
    for (let wait = FIRST_WAIT_MS; !this.over.signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      this.told.state('connecting');
      const heard = await this.listen(path).catch((error) => this.judge(error));
      if (heard) wait = FIRST_WAIT_MS;
      this.told.state('waiting');
      await pause(wait, this.over.signal);
    }
  }

  stop() {
    this.over.abort();
  }

  async listen(path) {
    const headers = this.last === undefined ? {} : { 'last-event-id': this.last };
    const response = await this.client.ask(path, { label: 'changes', headers, signal: this.over.signal });
    this.told.state('listening');
    for await (const { id, data } of eventsIn(response)) {
      this.last = id ?? this.last;
      if (data === undefined) continue;
      const change = JSON.parse(data);
      if (change.type === 'error') throw new GatewayProblem(change.error);
      this.told.change(change);
    }
    return true;
  }

  judge(error) {
    if (this.over.signal.aborted) return false;
    const problem = error instanceof GatewayProblem ? error : unreachable();
    if (!problem.retryable) throw problem;
    return false;
  }
}

function pause(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
    if (signal.aborted) resolve();
  });
}
