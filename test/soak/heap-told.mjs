// Is loaded into a gateway before it starts, with `--expose-gc`: answers each message with what the heap really holds.
import { setImmediate as turn } from 'node:timers/promises';

process.on('message', () => void tell());

async function tell() {
  gc();
  // What one collection sets free, finalizers may still have to let go of.
  await turn();
  gc();
  process.send({ heapUsed: process.memoryUsage().heapUsed });
}
