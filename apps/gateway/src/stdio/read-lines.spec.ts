import { type Line, readLines } from './read-lines.js';

async function lines(chunks: readonly string[], maxBytes = 10): Promise<Line[]> {
  async function* input(): AsyncGenerator<Buffer> {
    yield* chunks.map((chunk) => Buffer.from(chunk, 'latin1'));
  }
  const found: Line[] = [];
  for await (const line of readLines(input(), maxBytes)) found.push(line);
  return found;
}

describe('readLines', () => {
  it('splits what comes at line ends, however it comes', async () => {
    expect(await lines(['on', 'e\ntwo\r', '\n\nthr', 'ee'])).toEqual(['one', 'two', '', 'three']);
  });

  it('puts characters together that were cut', async () => {
    const bytes = Buffer.from('é\n').toString('latin1');
    expect(await lines([bytes.slice(0, 1), bytes.slice(1)])).toEqual(['é']);
  });

  it('gives no line where it was too long, and the next ones as they are', async () => {
    expect(await lines(['0123456789\n', '0123456789', '0', '12345\n', 'next\n', '01234567890'])).toEqual([
      '0123456789',
      undefined,
      'next',
      undefined,
    ]);
  });
});
