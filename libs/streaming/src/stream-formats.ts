import { CsvFormat, type CsvLines, type CsvOptions } from './csv.format.js';
import { NdjsonFormat } from './ndjson.format.js';
import { SseFormat } from './sse.format.js';
import type { StreamFormat } from './stream-format.js';

interface Wish {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** The formats that a stream may be asked for in. */
export class StreamFormats {
  constructor(
    private readonly csv: CsvLines,
    private readonly now: () => number,
    private readonly debug: boolean,
  ) {}

  /** @param accept the header; Server-Sent Events where it names nothing that there is. */
  choose(accept: string | undefined, options: Omit<CsvOptions, 'cursors'>): StreamFormat {
    for (const { type, parameters } of wishesIn(accept)) {
      const cursors = parameters.get('cursors') === 'true';
      if (type === 'application/x-ndjson') return new NdjsonFormat(cursors, this.debug);
      if (type === 'text/csv') return new CsvFormat(this.csv, { ...options, cursors });
      if (type === 'text/event-stream') break;
    }
    return new SseFormat(this.now, this.debug);
  }
}

/** The media types of an Accept header, the most wanted first. */
function wishesIn(accept = ''): readonly Wish[] {
  const wishes = accept.split(',').map((part): Wish => {
    const [type = '', ...parameters] = part
      .toLowerCase()
      .split(';')
      .map((word) => word.trim());
    return {
      type,
      parameters: new Map(parameters.map((text) => [text.split('=')[0] ?? '', text.split('=')[1] ?? ''])),
    };
  });
  return wishes.filter((wish) => weightOf(wish) > 0).toSorted((one, other) => weightOf(other) - weightOf(one));
}

function weightOf({ parameters }: Wish): number {
  const weight = Number(parameters.get('q') ?? 1);
  return Number.isNaN(weight) ? 0 : weight;
}
