import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import {
  CALL_OBSERVER,
  type CallObserver,
  COMPLETION_DISPATCHER,
  CONFIRM_POLICY,
  type ConfirmPolicy,
  ODOO_GUARD,
  PROMPT_DISPATCHER,
  RESOURCE_DISPATCHER,
  STATE_SIGNER,
  type StateSigner,
  type OdooGuard,
  TOOL_DISPATCHER,
  TOOL_LIMITS,
  type ToolLimits,
} from '#libs/contracts';
import { CatalogCompletions } from './completion-dispatcher.js';
import { promptCatalog } from './prompt-catalog.js';
import { CatalogPrompts } from './prompt-dispatcher.js';
import { resourceCatalog } from './resource-catalog.js';
import { CatalogResources } from './resource-dispatcher.js';
import { toolCatalog } from './tool-catalog.js';
import { CatalogDispatcher } from './tool-dispatcher.js';

type ToolsModuleOptions = Required<Pick<ModuleMetadata, 'imports'>>;

/** What the gateway can do, behind one dispatcher each for tools, resources, prompts and completions. */
@Module({})
export class ToolsModule {
  /** @param imports offer ODOO_GUARD, TOOL_LIMITS, STATE_SIGNER, CONFIRM_POLICY and CALL_OBSERVER. */
  static register({ imports }: ToolsModuleOptions): DynamicModule {
    return {
      module: ToolsModule,
      imports,
      providers: [
        {
          provide: TOOL_DISPATCHER,
          inject: [ODOO_GUARD, TOOL_LIMITS, STATE_SIGNER, CONFIRM_POLICY, CALL_OBSERVER],
          useFactory: (
            guard: OdooGuard,
            limits: ToolLimits,
            signer: StateSigner,
            confirm: ConfirmPolicy,
            observer: CallObserver,
          ) => new CatalogDispatcher(toolCatalog, guard, limits, signer, confirm, observer, () => performance.now()),
        },
        {
          provide: RESOURCE_DISPATCHER,
          inject: [ODOO_GUARD, TOOL_LIMITS, CALL_OBSERVER],
          useFactory: (guard: OdooGuard, limits: ToolLimits, observer: CallObserver) =>
            new CatalogResources(resourceCatalog, guard, limits, observer, () => performance.now()),
        },
        {
          provide: PROMPT_DISPATCHER,
          inject: [CALL_OBSERVER],
          useFactory: (observer: CallObserver) =>
            new CatalogPrompts(
              promptCatalog,
              observer,
              () => performance.now(),
              () => new Date().toISOString().slice(0, 10),
            ),
        },
        {
          provide: COMPLETION_DISPATCHER,
          inject: [ODOO_GUARD, TOOL_LIMITS, CALL_OBSERVER],
          useFactory: (guard: OdooGuard, limits: ToolLimits, observer: CallObserver) =>
            new CatalogCompletions(resourceCatalog, promptCatalog, guard, limits, observer, () => performance.now()),
        },
      ],
      exports: [TOOL_DISPATCHER, RESOURCE_DISPATCHER, PROMPT_DISPATCHER, COMPLETION_DISPATCHER],
    };
  }
}
