// Whether the time that a wrong key takes tells how much of it is right: measured in this process, around the search
// alone, where nothing else hides a difference.
import { createHash, randomBytes } from 'node:crypto';
import { NEVER } from 'rxjs';
import { KeyRing } from '../../dist/libs/permissions/src/key-ring.js';
import { spread } from './measure.mjs';
import { seededRandom } from './seeded-random.mjs';

const SAMPLES = 100_000;
const WARM_UP = 20_000;
const OTHER_KEYS = 20;
const LIMIT = 0.02;

export const title = `A wrong key that begins like the right one, and one that does not: ${SAMPLES} samples of each`;

export async function run() {
  const secret = randomSecret();
  const ring = ringOf([secret, ...Array.from({ length: OTHER_KEYS }, randomSecret)]);
  const random = seededRandom();
  for (let round = 0; round < WARM_UP; round += 1) [alike(secret), randomSecret()].forEach((key) => timeOf(ring, key));
  const near = [];
  const far = [];
  while (near.length < SAMPLES || far.length < SAMPLES) {
    // Both are made, so that what is measured next finds the same behind it.
    const shown = [alike(secret), randomSecret()];
    const [samples, key] = random() < 0.5 ? [near, shown[0]] : [far, shown[1]];
    if (samples.length < SAMPLES) samples.push(timeOf(ring, key));
  }
  const area = areaUnderCurve(near, far);
  if (Math.abs(area - 0.5) > LIMIT) throw new Error(`The two can be told apart: AUC ${area.toFixed(3)}.`);
  return [
    spread('begins like the right one, µs', near),
    spread('does not, µs', far),
    spread('AUC × 100; 50 tells nothing', [area * 100]),
  ];
}

function timeOf(ring, key) {
  const from = process.hrtime.bigint();
  const found = ring.find(key);
  const took = process.hrtime.bigint() - from;
  if (found) throw new Error('A wrong key was taken for a right one.');
  return Number(took) / 1000;
}

function ringOf(secrets) {
  const keys = secrets.map((secret, index) => ({
    secrets: [{ digest: createHash('sha256').update(secret).digest() }],
    ips: [],
    principal: { id: `key-${index}` },
  }));
  return new KeyRing({ current: { keys }, changes: NEVER });
}

function randomSecret() {
  return Buffer.from(randomBytes(32).toString('base64url')).toString();
}

/** All but the last two characters are right. Made as bytes, as the other is, so that both strings are stored alike. */
function alike(secret) {
  const bytes = Buffer.from(secret);
  const other = Buffer.from(randomSecret());
  other.copy(bytes, bytes.length - 2, other.length - 2);
  if (bytes.toString() === secret) bytes[bytes.length - 3] ^= 1;
  return bytes.toString();
}

/** How likely one of the first takes longer than one of the second; equal ones count half. */
function areaUnderCurve(first, second) {
  const sorted = second.toSorted((one, other) => one - other);
  const place = (value, isBelow) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBelow(sorted[middle], value)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const wins = first.map(
    (value) => (place(value, (at, to) => at < to) + place(value, (at, to) => at <= to)) / 2 / sorted.length,
  );
  return wins.reduce((sum, win) => sum + win, 0) / first.length;
}
