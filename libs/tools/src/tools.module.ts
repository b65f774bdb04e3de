import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import {
  CALL_OBSERVER,
  type CallObserver,
  CONFIRM_POLICY,
  type ConfirmPolicy,
  ODOO_GUARD,
  RESOURCE_DISPATCHER,
  STATE_SIGNER,
  type StateSigner,
  type OdooGuard,
  TOOL_DISPATCHER,
  TOOL_LIMITS,
  type ToolLimits,
} from '#libs/contracts';
import { resourceCatalog } from './resource-catalog.js';
import { CatalogResources } from './resource-dispatcher.js';
import { toolCatalog } from './tool-catalog.js';
import { CatalogDispatcher } from './tool-dispatcher.js';

type ToolsModuleOptions = Required<Pick<ModuleMetadata, 'imports'>>;

/** What the gateway can do, behind TOOL_DISPATCHER and RESOURCE_DISPATCHER. */
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
      ],
      exports: [TOOL_DISPATCHER, RESOURCE_DISPATCHER],
    };
  }
}
