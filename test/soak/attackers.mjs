// A program: attacks a gateway by all means at once, for so long, and tells how often each was tried and what it was answered.
import { setTimeout as sleep } from 'node:timers/promises';
import { CROWD, Crowd } from './crowd.mjs';
import { HOSTILE } from './hostile-requests.mjs';

const DRIP_MS = 1000;
const PAUSE_MS = 250;
/** The crowd has an address to itself, or nothing else would come in beside it. */
const [CROWD_FROM, HOSTILE_FROM] = ['127.0.0.2', '127.0.0.4'];

const [url, ms] = process.argv.slice(2);
const ends = performance.now() + Number(ms);
const again = async ([name, once]) => {
  const codes = new Set();
  const told = { times: 0, served: 0, codes: [] };
  while (performance.now() < ends) {
    const code = await once(url, HOSTILE_FROM);
    codes.add(code);
    told.times += 1;
    if (code >= 200 && code < 300) told.served += 1;
    await sleep(PAUSE_MS);
  }
  return [name, { ...told, codes: [...codes] }];
};
const [, ...found] = await Promise.all([drip(), ...Object.entries(HOSTILE).map(again)]);
process.send(Object.fromEntries(found));

/** Half of them never end their heads, half never their bodies. */
async function drip() {
  const crowd = new Crowd(url, CROWD_FROM);
  const head = 'POST /mcp/tools/call HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
  while (performance.now() < ends) {
    crowd.fill(CROWD, (number) => (number % 2 === 0 ? `${head}X-A: ` : `${head}Content-Length: 1000\r\n\r\n{`));
    crowd.say(' ');
    await sleep(DRIP_MS);
  }
  crowd.leave();
}
