import { randomUUID } from 'node:crypto';
import { type DynamicModule, Logger, Module, type ModuleMetadata, type Provider } from '@nestjs/common';
import {
  CALL_BUDGET,
  CALL_OBSERVER,
  CALL_TIMES,
  type CallBudget,
  type CallObserver,
  type CallTimes,
  COMPLETION_DISPATCHER,
  CONFIRM_POLICY,
  type ConfirmPolicy,
  IDEMPOTENCY_RECORDS,
  IDEMPOTENCY_SETTINGS,
  type IdempotencyRecords,
  type IdempotencySettings,
  ODOO_GUARD,
  PROMPT_DISPATCHER,
  RESOURCE_DISPATCHER,
  STATE_SIGNER,
  STREAM_DISPATCHER,
  type StateSigner,
  type OdooGuard,
  TOOL_DISPATCHER,
  TOOL_LIMITS,
  type ToolLimits,
  TRACER,
  type Tracer,
} from '#libs/contracts';
import { CallDeadlines } from './call-deadlines.js';
import { CallNotes } from './call-notes.js';
import { CatalogCompletions } from './completion-dispatcher.js';
import { KeyedCalls } from './idempotency/keyed-calls.js';
import { promptCatalog } from './prompt-catalog.js';
import { CatalogPrompts } from './prompt-dispatcher.js';
import { resourceCatalog } from './resource-catalog.js';
import { CatalogResources } from './resource-dispatcher.js';
import { CatalogStreams } from './stream-dispatcher.js';
import { toolCatalog } from './tool-catalog.js';
import { CatalogDispatcher } from './tool-dispatcher.js';
import { ToolRunner } from './tool-runner.js';

/** A call and a stream go the same way, and share what is on it. */
const calls: readonly Provider[] = [
  {
    provide: CallDeadlines,
    inject: [CALL_TIMES],
    useFactory: (times: CallTimes) => new CallDeadlines(times, () => performance.now()),
  },
  {
    provide: CallNotes,
    inject: [CALL_OBSERVER, TRACER],
    useFactory: (observer: CallObserver, tracer: Tracer) => new CallNotes(observer, () => performance.now(), tracer),
  },
  {
    provide: KeyedCalls,
    inject: [IDEMPOTENCY_RECORDS, STATE_SIGNER, IDEMPOTENCY_SETTINGS],
    useFactory: (records: IdempotencyRecords, signer: StateSigner, settings: IdempotencySettings) => {
      const logger = new Logger('KeyedCalls');
      const unnoted = (error: unknown) =>
        logger.warn(
          `How a keyed call has ended is not noted; who repeats it is told outcome_unknown: ${String(error)}`,
        );
      return new KeyedCalls(records, signer, settings, { now: Date.now, randomId: randomUUID, unnoted });
    },
  },
  {
    provide: ToolRunner,
    inject: [ODOO_GUARD, TOOL_LIMITS, STATE_SIGNER, CONFIRM_POLICY, CALL_BUDGET, KeyedCalls],
    useFactory: (
      guard: OdooGuard,
      limits: ToolLimits,
      signer: StateSigner,
      confirm: ConfirmPolicy,
      budget: CallBudget,
      keyedCalls: KeyedCalls,
    ) => new ToolRunner(toolCatalog, guard, limits, signer, confirm, budget, keyedCalls),
  },
  {
    provide: TOOL_DISPATCHER,
    inject: [ToolRunner, CallNotes, CallDeadlines],
    useFactory: (runner: ToolRunner, notes: CallNotes, deadlines: CallDeadlines) =>
      new CatalogDispatcher(toolCatalog, runner, notes, deadlines),
  },
  {
    provide: STREAM_DISPATCHER,
    inject: [ToolRunner, CallNotes, CallDeadlines],
    useFactory: (runner: ToolRunner, notes: CallNotes, deadlines: CallDeadlines) =>
      new CatalogStreams(runner, notes, deadlines),
  },
];

type ToolsModuleOptions = Required<Pick<ModuleMetadata, 'imports'>>;

/** What the gateway can do, behind one dispatcher each for tools, streams, resources, prompts and completions. */
@Module({})
export class ToolsModule {
  /**
   * @param imports offer ODOO_GUARD, TOOL_LIMITS, STATE_SIGNER, CONFIRM_POLICY, CALL_TIMES, CALL_BUDGET, CALL_OBSERVER,
   *   IDEMPOTENCY_RECORDS and IDEMPOTENCY_SETTINGS.
   */
  static register({ imports }: ToolsModuleOptions): DynamicModule {
    return {
      module: ToolsModule,
      imports,
      providers: [
        ...calls,
        {
          provide: RESOURCE_DISPATCHER,
          inject: [ODOO_GUARD, TOOL_LIMITS, CALL_BUDGET, CallNotes, CallDeadlines],
          useFactory: (
            guard: OdooGuard,
            limits: ToolLimits,
            budget: CallBudget,
            notes: CallNotes,
            deadlines: CallDeadlines,
          ) => new CatalogResources(resourceCatalog, guard, limits, budget, notes, deadlines),
        },
        {
          provide: PROMPT_DISPATCHER,
          inject: [CallNotes],
          useFactory: (notes: CallNotes) =>
            new CatalogPrompts(promptCatalog, notes, () => new Date().toISOString().slice(0, 10)),
        },
        {
          provide: COMPLETION_DISPATCHER,
          inject: [ODOO_GUARD, TOOL_LIMITS, CallNotes, CallDeadlines],
          useFactory: (guard: OdooGuard, limits: ToolLimits, notes: CallNotes, deadlines: CallDeadlines) =>
            new CatalogCompletions(resourceCatalog, promptCatalog, guard, limits, notes, deadlines),
        },
      ],
      exports: [TOOL_DISPATCHER, STREAM_DISPATCHER, RESOURCE_DISPATCHER, PROMPT_DISPATCHER, COMPLETION_DISPATCHER],
    };
  }
}
