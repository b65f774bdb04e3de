import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Module,
  type ModuleMetadata,
  type OnApplicationShutdown,
} from '@nestjs/common';
import {
  CHANGE_FEED,
  type ChangeFeed,
  COMPLETION_DISPATCHER,
  type CompletionDispatcher,
  PROMPT_DISPATCHER,
  type PromptDispatcher,
  RESOURCE_DISPATCHER,
  type ResourceDispatcher,
  SHARED_SESSIONS,
  type SharedSessions,
  STATE_SIGNER,
  type StateSigner,
  TOOL_DISPATCHER,
  type ToolDispatcher,
} from '#libs/contracts';
import { McpEndpoint } from './mcp.endpoint.js';
import { Confirmations } from './confirmations.js';
import { McpServerFactory, type McpServerSettings } from './mcp-server.factory.js';
import { LegacyEra, type LegacySettings } from './protocol/legacy.era.js';
import { ModernEra } from './protocol/modern.era.js';
import { SessionIds } from './protocol/session-ids.js';

export interface McpSettings extends McpServerSettings, LegacySettings {}

export const MCP_SETTINGS = Symbol('MCP_SETTINGS');

/** The Model Context Protocol over the official SDK, both eras by every door. */
@Module({})
export class McpModule implements BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(@Inject(McpEndpoint) private readonly endpoint: McpEndpoint) {}

  /** @param imports offer the dispatchers of tools, resources, prompts and completions, CHANGE_FEED, STATE_SIGNER, SHARED_SESSIONS and MCP_SETTINGS. */
  static register({ imports }: Required<Pick<ModuleMetadata, 'imports'>>): DynamicModule {
    return {
      module: McpModule,
      imports,
      providers: [
        {
          provide: McpServerFactory,
          inject: [
            TOOL_DISPATCHER,
            RESOURCE_DISPATCHER,
            PROMPT_DISPATCHER,
            COMPLETION_DISPATCHER,
            CHANGE_FEED,
            STATE_SIGNER,
            MCP_SETTINGS,
          ],
          useFactory: (
            tools: ToolDispatcher,
            resources: ResourceDispatcher,
            prompts: PromptDispatcher,
            completions: CompletionDispatcher,
            changes: ChangeFeed,
            signer: StateSigner,
            settings: McpSettings,
          ) => {
            const confirmations = new Confirmations(signer, settings.confirmTtlMs, Date.now);
            return new McpServerFactory({ tools, resources, prompts, completions, changes }, confirmations, settings);
          },
        },
        {
          provide: McpEndpoint,
          inject: [McpServerFactory, STATE_SIGNER, SHARED_SESSIONS, MCP_SETTINGS, TOOL_DISPATCHER],
          useFactory: (
            factory: McpServerFactory,
            signer: StateSigner,
            sessions: SharedSessions,
            settings: McpSettings,
            tools: ToolDispatcher,
          ) => {
            const { onError } = settings;
            const ids = new SessionIds(signer, Date.now);
            const legacy = new LegacyEra(factory, ids, sessions, settings, () => performance.now(), onError);
            return new McpEndpoint(new ModernEra(factory, onError), legacy, tools);
          },
        },
      ],
      exports: [McpEndpoint, McpServerFactory],
    };
  }

  /** Nobody is left waiting on a stream that only listens; calls in flight go on to their end. */
  beforeApplicationShutdown(): void {
    this.endpoint.endListening();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.endpoint.close();
  }
}
