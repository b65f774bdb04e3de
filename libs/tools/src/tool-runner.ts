import {
  type Access,
  accessesNeeded,
  type CallBudget,
  type ConfirmPolicy,
  type Deadline,
  Forbidden,
  type GuardedPort,
  InvalidArguments,
  modeAllows,
  NotFound,
  type OdooGuard,
  type PortOrigin,
  type Principal,
  requireScopes,
  type StateSigner,
  type ToolCall,
  type ToolContext,
  type ToolDefinition,
  type ToolLimits,
  type ToolOutcome,
  towards,
} from '#libs/contracts';
import type { z } from 'zod';
import { CONNECTION } from './connection-argument.js';
import { FoundOutcome } from './found-outcome.js';
import type { KeyedAttempt } from './idempotency/keyed-attempt.js';
import type { KeyedCalls } from './idempotency/keyed-calls.js';
import { confirmFor, limitsFor } from './principal-caps.js';
import { suggestingModels } from './model-suggestions.js';

/** A call that may go on: its tool, its arguments, and what the tool works with. */
export interface AdmittedCall {
  readonly tool: ToolDefinition;
  readonly args: Record<string, unknown>;
  readonly context: ToolContext;
  /** Of a call with an idempotency key that may change something. */
  readonly keyed: KeyedAttempt | undefined;
}

/** A call as it works: with the gate that its changes pass. */
type WorkedCall = ToolCall & PortOrigin;

type AskedCall = Pick<ToolCall, 'tool' | 'arguments' | 'principal'>;

/** What every call of a tool goes through, streamed or not: find → refuse early → validate → run → shape. */
export class ToolRunner {
  private readonly tools: ReadonlyMap<string, ToolDefinition>;

  constructor(
    catalog: readonly ToolDefinition[],
    private readonly guard: OdooGuard,
    private readonly limits: ToolLimits,
    private readonly signer: StateSigner,
    private readonly confirm: ConfirmPolicy,
    private readonly budget: CallBudget,
    private readonly keyedCalls: KeyedCalls,
  ) {
    this.tools = new Map(catalog.map((tool) => [tool.name, tool]));
  }

  find(name: string): ToolDefinition | undefined {
    return this.tools.get(name);
  }

  /** What a call needs, by the method that it chooses or else by its tool; nothing where the mode refuses it. */
  accessesOf({ tool: name, arguments: args, principal }: AskedCall): readonly Access[] {
    const tool = this.find(name);
    if (!tool) return [];
    const method = tool.methodOf?.(args);
    const access = typeof method === 'string' ? this.guard.accessOf(method) : tool.access;
    return modeAllows(principal.mode, access) ? accessesNeeded(access) : [];
  }

  /**
   * Charges what the call costs beyond the request or message that it came in, which was counted at the door.
   * @param deadline of everything that the call waits for.
   * @param weight in place of the tool's own.
   * @throws the refusal of a call that needs no look at Odoo to be refused.
   */
  async admit(given: ToolCall, deadline: Deadline, weight?: number): Promise<AdmittedCall> {
    const call = directed(given);
    const tool = this.find(call.tool);
    if (!tool) throw this.unknownTool(call.principal);
    if (!modeAllows(call.principal.mode, tool.access)) throw readonlyRefusal(tool);
    requireScopes(call.principal, this.accessesOf(call));
    const args = validate(tool.input, call.arguments);
    await this.budget.charge(call.principal, (weight ?? tool.weight ?? 1) - 1);
    const { idempotencyKey: key } = call;
    const keyed =
      key !== undefined && this.mayChange(tool, args) ? this.keyedCalls.attempt(call, key, args) : undefined;
    const worked = keyed ? { ...call, signal: keyed.signal, gate: keyed } : call;
    return { tool, args, keyed, context: this.contextFor(tool, worked, deadline) };
  }

  /** Asks first, where somebody has to be asked. A keyed call is run once, however often it is made. */
  run(admitted: AdmittedCall, confirm: ToolCall['confirm']): Promise<ToolOutcome> {
    const run = () => this.runNow(admitted, confirm);
    return admitted.keyed ? this.keyedCalls.once(admitted.keyed, run) : run();
  }

  private async runNow({ tool, args, context }: AdmittedCall, confirm: ToolCall['confirm']): Promise<ToolOutcome> {
    const result = await suggestingModels(context.files, async () => {
      if (confirm) await this.askFirst(tool, args, context, confirm);
      return tool.run(args, context);
    });
    return new FoundOutcome(tool, result);
  }

  /** A report is printed again from what Odoo has stored, so that printing changes nothing twice. */
  private mayChange(tool: ToolDefinition, args: Record<string, unknown>): boolean {
    if (tool.access !== 'execute') return tool.access !== 'read';
    const method = tool.methodOf?.(args);
    return typeof method === 'string' && this.guard.accessOf(method) !== 'read';
  }

  /** @throws what the caller's `confirm` throws, where a person has to be asked. */
  private async askFirst(
    tool: ToolDefinition,
    args: Record<string, unknown>,
    context: ToolContext,
    confirm: NonNullable<ToolCall['confirm']>,
  ): Promise<void> {
    const policy = confirmFor(context.principal, this.confirm);
    if (policy === 'never') return;
    const question = await tool.question?.(args, context);
    if (question && (question.grave || policy === 'always')) await confirm(question.text);
  }

  private contextFor(tool: ToolDefinition, call: WorkedCall, deadline: Deadline): ToolContext {
    const { signer } = this;
    const { principal, progress = untold } = call;
    const limits = limitsFor(principal, this.limits);
    return { ...this.portFor(tool.access, call, deadline), principal, limits, signer, progress };
  }

  private portFor(access: Access, call: WorkedCall, deadline: Deadline): GuardedPort<ToolContext['odoo']> {
    const { principal, signal } = call;
    const end = { signal, deadline };
    if (access === 'read') return this.guard.reader(principal, end, call);
    return access === 'execute' ? this.guard.executor(principal, end, call) : this.guard.writer(principal, end, call);
  }

  private unknownTool({ mode }: Principal): NotFound {
    const tools = Array.from(this.tools.values()).filter(({ access }) => modeAllows(mode, access));
    const names = tools.map(({ name }) => name);
    return new NotFound('There is no such tool.', { layer: 'arguments', hint: `Tools: ${names.join(', ')}.` });
  }
}

/**
 * The call as its tool gets it: of a principal whose calls go to the connection that its arguments name.
 * @throws what `towards` throws.
 */
function directed(call: ToolCall): ToolCall {
  const { principal, arguments: args } = call;
  if (typeof args !== 'object' || args === null || !Object.hasOwn(args, CONNECTION)) return call;
  const { [CONNECTION]: connection, ...others } = args as Readonly<Record<string, unknown>>;
  return { ...call, principal: towards(principal, connection), arguments: others };
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
