import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import {
  CALL_OBSERVER,
  type CallObserver,
  ODOO_GUARD,
  type OdooGuard,
  TOOL_DISPATCHER,
  TOOL_LIMITS,
  type ToolLimits,
} from '#libs/contracts';
import { toolCatalog } from './tool-catalog.js';
import { CatalogDispatcher } from './tool-dispatcher.js';

type ToolsModuleOptions = Required<Pick<ModuleMetadata, 'imports'>>;

/** What the gateway can do, behind TOOL_DISPATCHER. */
@Module({})
export class ToolsModule {
  /** @param imports offer ODOO_GUARD, TOOL_LIMITS and CALL_OBSERVER. */
  static register({ imports }: ToolsModuleOptions): DynamicModule {
    return {
      module: ToolsModule,
      imports,
      providers: [
        {
          provide: TOOL_DISPATCHER,
          inject: [ODOO_GUARD, TOOL_LIMITS, CALL_OBSERVER],
          useFactory: (guard: OdooGuard, limits: ToolLimits, observer: CallObserver) =>
            new CatalogDispatcher(toolCatalog, guard, limits, observer, () => performance.now()),
        },
      ],
      exports: [TOOL_DISPATCHER],
    };
  }
}
