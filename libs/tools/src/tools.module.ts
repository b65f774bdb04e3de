import { type DynamicModule, Module, type ModuleMetadata, type Provider } from '@nestjs/common';
import {
  CALL_BUDGET,
  CALL_OBSERVER,
  type CallBudget,
  type CallObserver,
  COMPLETION_DISPATCHER,
  CONFIRM_POLICY,
  type ConfirmPolicy,
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
import { CallNotes } from './call-notes.js';
import { CatalogCompletions } from './completion-dispatcher.js';
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
    provide: CallNotes,
    inject: [CALL_OBSERVER, TRACER],
    useFactory: (observer: CallObserver, tracer: Tracer) => new CallNotes(observer, () => performance.now(), tracer),
  },
  {
    provide: ToolRunner,
    inject: [ODOO_GUARD, TOOL_LIMITS, STATE_SIGNER, CONFIRM_POLICY, CALL_BUDGET],
    useFactory: (
      guard: OdooGuard,
      limits: ToolLimits,
      signer: StateSigner,
      confirm: ConfirmPolicy,
      budget: CallBudget,
    ) => new ToolRunner(toolCatalog, guard, limits, signer, confirm, budget),
  },
  {
    provide: TOOL_DISPATCHER,
    inject: [ToolRunner, CallNotes],
    useFactory: (runner: ToolRunner, notes: CallNotes) => new CatalogDispatcher(toolCatalog, runner, notes),
  },
  {
    provide: STREAM_DISPATCHER,
    inject: [ToolRunner, CallNotes],
    useFactory: (runner: ToolRunner, notes: CallNotes) => new CatalogStreams(runner, notes),
  },
];

type ToolsModuleOptions = Required<Pick<ModuleMetadata, 'imports'>>;

/** What the gateway can do, behind one dispatcher each for tools, streams, resources, prompts and completions. */
@Module({})
export class ToolsModule {
  /** @param imports offer ODOO_GUARD, TOOL_LIMITS, STATE_SIGNER, CONFIRM_POLICY, CALL_BUDGET and CALL_OBSERVER. */
  static register({ imports }: ToolsModuleOptions): DynamicModule {
    return {
      module: ToolsModule,
      imports,
      providers: [
        ...calls,
        {
          provide: RESOURCE_DISPATCHER,
          inject: [ODOO_GUARD, TOOL_LIMITS, CALL_BUDGET, CallNotes],
          useFactory: (guard: OdooGuard, limits: ToolLimits, budget: CallBudget, notes: CallNotes) =>
            new CatalogResources(resourceCatalog, guard, limits, budget, notes),
        },
        {
          provide: PROMPT_DISPATCHER,
          inject: [CallNotes],
          useFactory: (notes: CallNotes) =>
            new CatalogPrompts(promptCatalog, notes, () => new Date().toISOString().slice(0, 10)),
        },
        {
          provide: COMPLETION_DISPATCHER,
          inject: [ODOO_GUARD, TOOL_LIMITS, CallNotes],
          useFactory: (guard: OdooGuard, limits: ToolLimits, notes: CallNotes) =>
            new CatalogCompletions(resourceCatalog, promptCatalog, guard, limits, notes),
        },
      ],
      exports: [TOOL_DISPATCHER, STREAM_DISPATCHER, RESOURCE_DISPATCHER, PROMPT_DISPATCHER, COMPLETION_DISPATCHER],
    };
  }
}
