import { addressOf } from './gateway-client.mjs';

const EVERY_MS = 10_000;

/** Asks /health, which needs no key, again and again while the page is looked at. `told` hears the answer, or undefined. */
export class HealthWatch {
  constructor(log, told) {
    this.log = log;
    this.told = told;
  }

  start() {
    void this.ask();
    this.timer = setInterval(() => !document.hidden && void this.ask(), EVERY_MS);
  }

  stop() {
    clearInterval(this.timer);
  }

  async ask() {
    const at = Date.now();
    const started = performance.now();
    const health = await fetch(addressOf('health'), { cache: 'no-store' })
      .then((answer) => answer.json())
      .catch(() => undefined);
    const { state = 'unreachable', odoo = {} } = health ?? {};
    this.log.noteHealth({
      at,
      ms: performance.now() - started,
      state,
      reachable: odoo.reachable ?? 0,
      unreachable: odoo.unreachable ?? 0,
    });
    this.told(health);
  }
}
