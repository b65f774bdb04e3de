import type { ServerResponse } from 'node:http';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { StreamFormat } from './stream-format.js';
import { shuttingDown, type StreamSource, StreamWriter } from './stream-writer.js';

/** All streams that are being written, so that a shutdown does not wait for their last row. */
export class StreamWriters implements BeforeApplicationShutdown {
  private readonly writers = new Set<StreamWriter>();
  private draining = false;

  /** Writes a stream to its end, as `StreamWriter` does. */
  async write(source: StreamSource, format: StreamFormat, begin: () => ServerResponse): Promise<void> {
    if (this.draining) throw shuttingDown();
    const writer = new StreamWriter(format, begin);
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
