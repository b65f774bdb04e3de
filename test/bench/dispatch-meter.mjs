// Is loaded into a gateway before it starts: answers each message with the CPU time that every call since the last one has
// used in the dispatcher, in microseconds, from when that was handed it until it had its answer. Waiting for Odoo uses none.
// It is what the whole process has used meanwhile, so it is true where calls are made one at a time.
import { CatalogDispatcher } from '../../dist/libs/tools/src/tool-dispatcher.js';

const call = Reflect.get(CatalogDispatcher.prototype, 'call');
let usedUs = [];

CatalogDispatcher.prototype.call = async function metered(asked) {
  const before = process.cpuUsage();
  try {
    return await Reflect.apply(call, this, [asked]);
  } finally {
    const { user, system } = process.cpuUsage(before);
    usedUs.push(user + system);
  }
};

process.on('message', () => {
  process.send({ usedUs });
  usedUs = [];
});
