import type { TracesConfig } from '#libs/config';
import type { Logger } from 'pino';
import type { FinishedSpan, TracedService } from './finished-span.js';
import { otlpRequest } from './otlp-json.js';

/** Spans in one request. */
const BATCH = 512;

/** A shutdown does not wait longer for the collector. */
const LAST_REQUEST_MS = 1000;

/**
 * Sends spans to a collector, some together, and never keeps a call waiting for it. What cannot be sent, or is more than
 * may wait, is dropped and counted.
 */
export class OtlpExporter {
  private waiting: FinishedSpan[] = [];
  private timer: NodeJS.Timeout | undefined;
  private sending: Promise<void> | undefined;
  private lost = 0;
  private isFailing = false;

  constructor(
    private readonly settings: TracesConfig,
    private readonly service: TracedService,
    private readonly logger: Logger,
  ) {}

  /** Spans that were not sent, since the start. */
  get dropped(): number {
    return this.lost;
  }

  add(span: FinishedSpan): void {
    if (this.waiting.length >= this.settings.maxWaiting) {
      this.lost += 1;
      return;
    }
    this.waiting.push(span);
    if (this.waiting.length >= BATCH) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), this.settings.delayMs).unref();
  }

  /** Sends what waits, as far as there is time. */
  async close(): Promise<void> {
    clearTimeout(this.timer);
    const last = AbortSignal.timeout(LAST_REQUEST_MS);
    await Promise.race([this.sending, new Promise((resolve) => last.addEventListener('abort', resolve))]);
    while (this.waiting.length > 0 && !last.aborted) await this.send(last);
    this.lost += this.waiting.splice(0).length;
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.sending ??= this.sendAll().finally(() => {
      this.sending = undefined;
    });
  }

  private async sendAll(): Promise<void> {
    while (this.waiting.length > 0) await this.send(AbortSignal.timeout(this.settings.timeoutMs));
  }

  /** Never rejects. */
  private async send(signal: AbortSignal): Promise<void> {
    const spans = this.waiting.splice(0, BATCH);
    try {
      await this.post(otlpRequest(spans, this.service), signal);
      if (this.isFailing) this.logger.info('Traces are sent again.');
      this.isFailing = false;
    } catch (error) {
      this.lost += spans.length;
      if (!this.isFailing) this.logger.warn({ reason: reasonOf(error) }, 'Traces cannot be sent, and are dropped.');
      this.isFailing = true;
    }
  }

  private async post(body: string, signal: AbortSignal): Promise<void> {
    const { url, headers } = this.settings;
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
      signal,
      // The headers are for this collector alone.
      redirect: 'error',
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`The collector answered ${response.status}.`);
  }
}

/** `fetch` keeps what went wrong one level down. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message : message;
}
