import type { ServerResponse } from 'node:http';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { GatewayUnavailable } from '#libs/contracts';
import type { StreamFormat } from './stream-format.js';
import { shuttingDown, type StreamSource, StreamWriter } from './stream-writer.js';

export const STREAM_SETTINGS = Symbol('STREAM_SETTINGS');

export interface StreamSettings {
  /** At once. */
  readonly maxOpen: number;
  /** How long a client may take nothing. */
  readonly stallMs: number;
}

/** All streams that are being written, so that a shutdown does not wait for their last row. */
export class StreamWriters implements BeforeApplicationShutdown {
  private readonly writers = new Set<StreamWriter>();
  private draining = false;

  constructor(private readonly settings: StreamSettings) {}

  /** How many are being written. */
  get open(): number {
    return this.writers.size;
  }

  /** Writes a stream to its end, as `StreamWriter` does. */
  async write(source: StreamSource, format: StreamFormat, begin: () => ServerResponse): Promise<void> {
    if (this.draining) throw shuttingDown();
    if (this.writers.size >= this.settings.maxOpen) throw tooMany();
    const writer = new StreamWriter(format, begin, this.settings.stallMs);
    this.writers.add(writer);
    try {
      await writer.write(source);
    } finally {
      this.writers.delete(writer);
    }
  }

  beforeApplicationShutdown(): void {
    this.draining = true;
    for (const writer of this.writers) writer.shutDown();
  }
}

function tooMany(): GatewayUnavailable {
  return new GatewayUnavailable('Too many streams are open.', {
    hint: 'Try again later; the operator sets STREAM_MAX_OPEN.',
  });
}
