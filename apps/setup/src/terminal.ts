import { createInterface, type Interface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { Mistake } from './mistake.js';

export interface TerminalStreams {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  /** For what is not to be piped on. */
  readonly notes: NodeJS.WritableStream;
}

/** Asks and tells. What is typed may come from a pipe too, a line for each question. */
export class Terminal {
  private reading: { readonly lines: Interface; readonly next: () => Promise<IteratorResult<string>> } | undefined;
  private isMuted = false;
  /** No more is typed; of a pipe there may still be lines to take. */
  private isClosed = false;

  constructor(private readonly streams: TerminalStreams) {}

  /** The answer of a command, fit to be piped on. */
  out(text: string): void {
    this.streams.output.write(`${text}\n`);
  }

  /** What a person wants to know besides. */
  note(text: string): void {
    this.streams.notes.write(`${text}\n`);
  }

  /** @returns what was typed, or `fallback` where that was nothing. */
  async ask(question: string, fallback = ''): Promise<string> {
    const typed = await this.read(fallback === '' ? `${question}: ` : `${question} [${fallback}]: `);
    return typed.trim() || fallback;
  }

  /** The same, and nothing of it is seen. */
  async askSecret(question: string, shownFallback = ''): Promise<string> {
    const hint = shownFallback === '' ? '' : ` [${shownFallback}]`;
    const typed = await this.read(`${question}${hint}: `, true);
    if (this.streams.input.isTTY) this.streams.output.write('\n');
    return typed.trim();
  }

  async confirm(question: string, fallback: boolean): Promise<boolean> {
    const typed = await this.read(`${question} [${fallback ? 'Y/n' : 'y/N'}]: `);
    return typed.trim() === '' ? fallback : /^y(?:es)?$/i.test(typed.trim());
  }

  close(): void {
    this.reading?.lines.close();
  }

  private async read(prompt: string, muted = false): Promise<string> {
    const { lines, next } = (this.reading ??= this.open());
    lines.setPrompt(prompt);
    if (!this.isClosed) lines.prompt();
    this.isMuted = muted;
    const { value, done } = await next();
    this.isMuted = false;
    if (done) throw new Mistake('Ended before everything was answered. Nothing was written.');
    return value;
  }

  private open() {
    const { input, output } = this.streams;
    const seen = new Writable({
      write: (chunk: Buffer, _encoding, written) => {
        if (!this.isMuted) output.write(chunk);
        written();
      },
    });
    const lines = createInterface({ input, output: seen, terminal: input.isTTY, historySize: 0 });
    lines.once('close', () => {
      this.isClosed = true;
    });
    const iterator = lines[Symbol.asyncIterator]();
    return { lines, next: () => iterator.next() };
  }
}
