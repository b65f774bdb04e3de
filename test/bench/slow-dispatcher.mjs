// Is loaded into a gateway before it starts, to prove that a slower dispatcher is found: each call of it uses so much more
// of the processor, of what it has used itself. Waiting for Odoo uses none, so it is slowed by its own work alone. As with
// the meter, that is what the whole process has used meanwhile: true where calls are made one at a time.
import { CatalogDispatcher } from '../../dist/libs/tools/src/tool-dispatcher.js';

const MORE = 0.3;

const call = Reflect.get(CatalogDispatcher.prototype, 'call');

CatalogDispatcher.prototype.call = async function slowed(asked) {
  const before = usedUs();
  try {
    return await Reflect.apply(call, this, [asked]);
  } finally {
    const after = usedUs();
    while (usedUs() < after + (after - before) * MORE);
  }
};

function usedUs() {
  const { user, system } = process.cpuUsage();
  return user + system;
}
