import {
  type Access,
  type CallObserver,
  type CallRecord,
  type ConfirmPolicy,
  Forbidden,
  type GatewayError,
  type GuardedPort,
  InvalidArguments,
  modeAllows,
  type Mode,
  NotFound,
  type OdooGuard,
  type Principal,
  toGatewayError,
  type ToolCall,
  type ToolContext,
  type ToolDefinition,
  type ToolDispatcher,
  type ToolLimits,
  type ToolListing,
  type ToolOutcome,
  type StateSigner,
} from '#libs/contracts';
import type { z } from 'zod';
import { suggestingModels } from './model-suggestions.js';
import { listingOf } from './tool-listing.js';

/** The one path of a call, whatever door it came in by: find → refuse early → validate → run → shape → take note. */
export class CatalogDispatcher implements ToolDispatcher {
  private readonly tools: ReadonlyMap<string, ToolDefinition>;
  private readonly listings: Readonly<Record<Mode, readonly ToolListing[]>>;

  constructor(
    catalog: readonly ToolDefinition[],
    private readonly guard: OdooGuard,
    private readonly limits: ToolLimits,
    private readonly signer: StateSigner,
    private readonly confirm: ConfirmPolicy,
    private readonly observer: CallObserver,
    private readonly now: () => number,
  ) {
    this.tools = new Map(catalog.map((tool) => [tool.name, tool]));
    const all = catalog.map(listingOf);
    const listed = (mode: Mode) => all.filter(({ access }) => modeAllows(mode, access));
    this.listings = { readonly: listed('readonly'), readwrite: listed('readwrite') };
  }

  list({ mode }: Principal): readonly ToolListing[] {
    return this.listings[mode];
  }

  async call(call: ToolCall): Promise<ToolOutcome> {
    const started = this.now();
    const tool = this.tools.get(call.tool);
    try {
      const outcome = await this.run(tool, call);
      this.takeNote(call, tool, started);
      return outcome;
    } catch (error) {
      const refusal = toGatewayError(error);
      this.takeNote(call, tool, started, refusal);
      throw refusal;
    }
  }

  private async run(tool: ToolDefinition | undefined, call: ToolCall): Promise<ToolOutcome> {
    if (!tool) throw this.unknownTool(call.principal);
    if (!modeAllows(call.principal.mode, tool.access)) throw readonlyRefusal(tool);
    const args = validate(tool.input, call.arguments);
    const context = this.contextFor(tool, call);
    const result = await suggestingModels(context.files, async () => {
      await this.askFirst(tool, args, context, call);
      return tool.run(args, context);
    });
    const files = tool.toFiles?.(result) ?? [];
    return {
      result,
      text: tool.toText?.(result) ?? JSON.stringify(result),
      structured: tool.toText === undefined,
      ...(files.length > 0 && { files }),
    };
  }

  /** @throws what the caller's `confirm` throws, where a person has to be asked. */
  private async askFirst(
    tool: ToolDefinition,
    args: Record<string, unknown>,
    context: ToolContext,
    { confirm }: ToolCall,
  ): Promise<void> {
    if (!confirm || this.confirm === 'never') return;
    const question = await tool.question?.(args, context);
    if (question && (question.grave || this.confirm === 'always')) await confirm(question.text);
  }

  private contextFor(tool: ToolDefinition, { principal, signal, progress = untold }: ToolCall): ToolContext {
    const { limits, signer } = this;
    return { ...this.portFor(tool.access, principal, signal), principal, limits, signer, progress };
  }

  private portFor(access: Access, principal: Principal, signal?: AbortSignal): GuardedPort<ToolContext['odoo']> {
    if (access === 'read') return this.guard.reader(principal, signal);
    return access === 'execute' ? this.guard.executor(principal, signal) : this.guard.writer(principal, signal);
  }

  private unknownTool(principal: Principal): NotFound {
    const names = this.list(principal).map(({ name }) => name);
    return new NotFound('There is no such tool.', { layer: 'arguments', hint: `Tools: ${names.join(', ')}.` });
  }

  private takeNote(call: ToolCall, tool: ToolDefinition | undefined, started: number, error?: GatewayError): void {
    const { door, principal, requestId } = call;
    const record: CallRecord = {
      // A name that is not in the catalog is the caller's text, and stays out of logs.
      tool: tool?.name ?? 'unknown',
      door,
      access: tool?.access,
      principal: principal.id,
      requestId,
      outcome: error?.code ?? 'ok',
      durationMs: this.now() - started,
      ...(error && { layer: error.layer, cause: error.cause }),
      ...(error?.rule !== undefined && { rule: error.rule }),
    };
    this.observer.callEnded(record);
  }
}

/** Nobody listens. */
function untold(): void {}

function readonlyRefusal(tool: ToolDefinition): Forbidden {
  return new Forbidden(`${tool.name} writes, and this key is readonly.`, {
    layer: 'mode',
    rule: 'readonly',
    hint: 'Set MCP_MODE=readwrite to allow it.',
  });
}

/** @throws InvalidArguments that names what is wrong with the first few of them. */
function validate(schema: z.ZodObject, args: unknown): Record<string, unknown> {
  const parsed = schema.safeParse(args ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, PROBLEMS_SHOWN).map(({ path, message }) => {
    const where = path.length > 0 ? path.join('.') : 'arguments';
    return `${where}: ${message}`.slice(0, PROBLEM_MAX_CHARACTERS);
  });
  throw new InvalidArguments(`${problems.join('; ')}.`, { hint: 'See the input schema of the tool.' });
}

const PROBLEMS_SHOWN = 5;
const PROBLEM_MAX_CHARACTERS = 200;
