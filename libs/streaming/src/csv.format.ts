import { InvalidArguments, type OdooRecord, type StreamEvent } from '#libs/contracts';
import type { StreamFormat } from './stream-format.js';

/** Writes lines of a file of rows, each with its end. */
export interface CsvLines {
  header(columns: readonly string[]): string;
  /**
   * @param booleans columns in which false is a value.
   * @param mark what the last row has in one more column, as it is.
   */
  lines(rows: readonly OdooRecord[], columns: readonly string[], booleans: readonly string[], mark?: string): string;
}

export interface CsvOptions {
  /** What browsers save it as. */
  readonly fileName: string;
  /** What follows is put behind what was there before, so the names of the columns are not written again. */
  readonly resumed: boolean;
  /** The last row of each chunk has its cursor in a last column. */
  readonly cursors: boolean;
}

/** No field's name begins like this. */
const CURSOR_COLUMN = '_cursor';

/** A file for spreadsheets and loaders. It has no words for a failure: one that is cut short must not look whole. */
export class CsvFormat implements StreamFormat {
  readonly headers: Readonly<Record<string, string>>;
  private columns: readonly string[] = [];
  private booleans: readonly string[] = [];

  constructor(
    private readonly csv: CsvLines,
    private readonly options: CsvOptions,
  ) {
    this.headers = {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${options.fileName}"`,
    };
  }

  text(event: StreamEvent): string {
    if (event.type === 'start') return this.begin(event);
    if (event.type !== 'chunk') return '';
    // As it is, since it may begin like a formula and is of no use with anything before it.
    const mark = this.options.cursors ? event.cursor : undefined;
    return this.csv.lines(event.rows, this.columns, this.booleans, mark);
  }

  failure(): undefined {}

  private begin({ tool, columns, booleans = [] }: Extract<StreamEvent, { type: 'start' }>): string {
    if (!columns) {
      throw new InvalidArguments(`${tool} gives no rows, and only rows can be CSV.`, {
        hint: 'Accept text/event-stream or application/x-ndjson.',
      });
    }
    this.columns = columns;
    this.booleans = booleans;
    if (this.options.resumed) return '';
    return this.csv.header(this.options.cursors ? [...columns, CURSOR_COLUMN] : columns);
  }
}
