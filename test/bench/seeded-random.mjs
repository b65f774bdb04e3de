// Chance that can be repeated: `SEED=7 make bench NAMES=resume`.

/** @returns a function that gives numbers from 0 up to 1; its seed is printed. */
export function seededRandom(seed = Number(process.env.SEED ?? Date.now() % 1_000_000)) {
  process.stdout.write(`  seed ${seed}\n`);
  let state = seed;
  // mulberry32
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
