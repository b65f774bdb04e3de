import type { OutcomeFile, ToolDefinition, ToolOutcome } from '#libs/contracts';

/** What a tool has found. A class, for a getter in an object literal is kept longer than its call: see docs/adr/0037. */
export class FoundOutcome implements ToolOutcome {
  readonly structured: boolean;
  readonly files?: readonly OutcomeFile[];
  readonly #tool: ToolDefinition;

  constructor(
    tool: ToolDefinition,
    readonly result: unknown,
  ) {
    this.#tool = tool;
    this.structured = tool.toText === undefined;
    const files = tool.toFiles?.(result) ?? [];
    if (files.length > 0) this.files = files;
  }

  /** Written only for doors that ask for it: most of them send the result alone. */
  get text(): string {
    return this.#tool.toText?.(this.result) ?? JSON.stringify(this.result);
  }
}
