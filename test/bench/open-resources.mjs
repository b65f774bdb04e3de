// What a gateway that has loaded resources-told.mjs has open.
import { setTimeout as sleep } from 'node:timers/promises';
import { openSockets } from './programs.mjs';

/** @returns counts by what it is. */
export async function openIn({ pid, lines }) {
  const told = new Promise((resolve) => {
    const hear = (line) => {
      if (!line.startsWith('{"resources"')) return;
      lines.off('line', hear);
      resolve(JSON.parse(line).resources);
    };
    lines.on('line', hear);
  });
  process.kill(pid, 'SIGUSR2');
  return { sockets: openSockets(pid), ...(await told) };
}

/** What is open once it is no more than before, or after a while. */
export async function settled(gateway, before, patienceMs) {
  const end = performance.now() + patienceMs;
  for (;;) {
    const now = await openIn(gateway);
    if (performance.now() > end || moreThan(before, now).length === 0) return now;
    await sleep(500);
  }
}

/** Names of what there is more of than before. */
export function moreThan(before, after) {
  return Object.keys(after).filter((name) => after[name] > (before[name] ?? 0));
}
