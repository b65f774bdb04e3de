// Is loaded into a gateway before it starts: each message sets its time of day so far off, in milliseconds. As in a process
// whose machine's clock is set: what only grows (`performance`, timers) is left as it is. A library that fakes the clocks
// of the system would shift those too, and is one more program to install.
const Real = Date;
let shiftMs = 0;

globalThis.Date = class extends Real {
  constructor(...args) {
    super(...(args.length === 0 ? [Real.now() + shiftMs] : args));
  }

  static now() {
    return Real.now() + shiftMs;
  }
};

process.on('message', (ms) => {
  shiftMs = ms;
  process.send('shifted');
});
