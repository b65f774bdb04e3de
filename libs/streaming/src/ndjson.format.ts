import { type GatewayError, publicError, type StreamEvent } from '#libs/contracts';
import type { StreamFormat } from './stream-format.js';

/** A row on each line, as JSON; a call that gives one result has it on the only line. */
export class NdjsonFormat implements StreamFormat {
  readonly headers = { 'content-type': 'application/x-ndjson' };
  private cursor: string | undefined;

  /**
   * @param cursors each chunk is followed by a line with its cursor.
   * @param debug errors name the rule that refused.
   */
  constructor(
    private readonly cursors: boolean,
    private readonly debug: boolean,
  ) {}

  text(event: StreamEvent): string {
    if (event.type === 'result') return line(event.outcome.result);
    if (event.type !== 'chunk') return '';
    this.cursor = event.cursor;
    return event.rows.map(line).join('') + (this.cursors ? line({ cursor: event.cursor }) : '');
  }

  failure(error: GatewayError): string {
    const { cursor } = this;
    return line({ error: publicError(error, this.debug), cursor });
  }
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
