import { execFile } from 'node:child_process';

/** Programs take their time to start and to warm up where many are started. */
jest.setTimeout(300_000);

describe('what CI runs of the benchmarks', () => {
  it('passes', async () => {
    const { code, output } = await check();
    expect([code, output.match(/^✗.*$/gm)]).toEqual([0, null]);
  });

  it('finds a dispatcher that is 30 % slower', async () => {
    const { code, output } = await check('--load', 'test/bench/slow-dispatcher.mjs');
    expect([code, output]).toEqual([1, expect.stringContaining('✗ CPU, dispatcher:')]);
  });
});

function check(...args: readonly string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ['test/bench/regressions.mjs', ...args], (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, output: stdout + stderr }),
    );
  });
}
