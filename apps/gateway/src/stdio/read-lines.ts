const NEWLINE = 0x0a;

/** A line of text without its end, or none where it was longer than was allowed. */
export type Line = string | undefined;

/** The lines of a stream, as they come. Of one that is too long nothing is kept. An unfinished last one counts. */
export async function* readLines(input: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Line> {
  let kept: Buffer[] = [];
  let size = 0;
  const add = (bytes: Buffer): void => {
    size += bytes.length;
    if (size > maxBytes) kept = [];
    else if (bytes.length > 0) kept.push(bytes);
  };
  const line = (): Line => {
    const text = size > maxBytes ? undefined : Buffer.concat(kept).toString('utf8').replace(/\r$/, '');
    kept = [];
    size = 0;
    return text;
  };
  for await (const chunk of input) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      add(chunk.subarray(start, end));
      yield line();
      start = end + 1;
    }
    add(chunk.subarray(start));
  }
  if (size > 0) yield line();
}
