// A program: attacks a gateway for so long, as a crowd or by requests that ask too much, and tells how often each was tried and
// what it was answered.
import { setTimeout as sleep } from 'node:timers/promises';
import { CROWD, Crowd } from './crowd.mjs';
import { HOSTILE } from './hostile-requests.mjs';

const DRIP_MS = 1000;
const PAUSE_MS = 250;
/** Of those that were closed so many come again each time. */
const AGAIN = 250;
/** The crowd has an address to itself, or nothing else would come in beside it. */
const [CROWD_FROM, HOSTILE_FROM] = ['127.0.0.2', '127.0.0.4'];

const [url, ms, how] = process.argv.slice(2);
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
if (how === 'crowd') await drip();
else process.send(Object.fromEntries(await Promise.all(Object.entries(HOSTILE).map(again))));

/** Half of them never end their heads, half never their bodies. */
async function drip() {
  const crowd = new Crowd(url, CROWD_FROM);
  const head = 'POST /mcp/tools/call HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
  while (performance.now() < ends) {
    crowd.fill(Math.min(CROWD, crowd.size + (crowd.size === 0 ? CROWD : AGAIN)), (number) =>
      number % 2 === 0 ? `${head}X-A: ` : `${head}Content-Length: 1000\r\n\r\n{`,
    );
    crowd.say(' ');
    await sleep(DRIP_MS);
  }
  crowd.leave();
}
