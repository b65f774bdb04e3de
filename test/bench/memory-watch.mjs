// The memory of a process, looked at until it says something.
import { setTimeout as sleep } from 'node:timers/promises';
import { rssOf } from './programs.mjs';

const LOOK_MS = 250;
/** It is steady where so many looks in a row differ by no more than this part. */
const LOOKS = 12;
const STEADY = 0.02;
const PATIENCE_MS = 15_000;
const PEAK_LOOK_MS = 50;

/** RSS in bytes once it is steady; of one that never is, the most of the last looks. */
export async function settledRss(pid) {
  const looks = [];
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await sleep(LOOK_MS)) {
    looks.push(rssOf(pid));
    if (looks.length > LOOKS) looks.shift();
    if (looks.length === LOOKS && Math.max(...looks) <= Math.min(...looks) * (1 + STEADY)) break;
  }
  return Math.max(...looks);
}

/** The highest RSS in bytes, from now on until `stop`, which gives it. */
export function watchRss(pid) {
  let most = rssOf(pid);
  const look = () => {
    most = Math.max(most, rssOf(pid));
  };
  const timer = setInterval(look, PEAK_LOOK_MS);
  const stop = () => {
    clearInterval(timer);
    look();
    return most;
  };
  return { stop };
}
