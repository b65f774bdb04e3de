import { type DynamicModule, type FactoryProvider, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { type AccessSource, ConfigModule, GATEWAY_CONFIG, type GatewayConfig } from '#libs/config';
import { CHANGE_FEED, type ChangeFeed, CONFIRM_POLICY, TOOL_LIMITS, type ToolLimits } from '#libs/contracts';
import { MCP_SETTINGS, McpModule, McpServerFactory, type McpSettings } from '#libs/mcp';
import { LOGGER, type Logger, ObservabilityModule } from '#libs/observability';
import { OdooModule } from '#libs/odoo';
import { PermissionsModule } from '#libs/permissions';
import { StateModule } from '#libs/state';
import {
  CallStreams,
  CHANGE_SETTINGS,
  type ChangeSettings,
  ChangesModule,
  STREAM_SETTINGS,
  StreamFormats,
  StreamingModule,
  type StreamSettings,
} from '#libs/streaming';
import { csvExport, ToolsModule } from '#libs/tools';
import { GatewayErrorFilter } from './filters/gateway-error.filter.js';
import { ChangesController } from './http/changes.controller.js';
import { HealthController } from './http/health.controller.js';
import { McpController } from './http/mcp.controller.js';
import { OdooController } from './http/odoo.controller.js';
import { OpenApiController, OpenApiHolder } from './http/open-api.controller.js';
import { ProtectedResourceController } from './http/protected-resource.controller.js';
import { RecordsController } from './http/records.controller.js';
import { ReportsController } from './http/reports.controller.js';
import { ResourcesController } from './http/resources.controller.js';
import { SeedProtocol } from './http/seed-protocol.js';
import { StreamController } from './http/stream.controller.js';
import { ToolsController } from './http/tools.controller.js';
import { ServiceState } from './lifecycle/service-state.js';
import { LoadWatch } from './load/load-watch.js';
import { ProcessLoad } from './load/process-load.js';
import { HandshakeController } from './ws/handshake.controller.js';
import { Handshakes } from './ws/handshakes.js';
import { McpGateway } from './ws/mcp.gateway.js';
import { SocketConnections } from './ws/socket-connections.js';
import { WebModule } from './web/web.module.js';

/** What the libs want to know of the configuration, in their own words. */
@Module({
  providers: [
    {
      provide: TOOL_LIMITS,
      inject: [GATEWAY_CONFIG],
      useFactory: ({ limits }: GatewayConfig): ToolLimits => ({
        defaultRows: limits.searchDefaultRows,
        maxRows: limits.searchMaxRows,
        responseBytes: limits.responseBytes,
        fileBytes: limits.fileBytes,
        confirmAboveRecords: limits.confirmAboveRecords,
        streamChunkRows: limits.streamChunkRows,
      }),
    },
    { provide: CONFIRM_POLICY, inject: [GATEWAY_CONFIG], useFactory: ({ mcp }: GatewayConfig) => mcp.confirm },
    {
      provide: CHANGE_SETTINGS,
      inject: [GATEWAY_CONFIG],
      useFactory: ({ limits }: GatewayConfig): ChangeSettings => limits.changes,
    },
    {
      provide: STREAM_SETTINGS,
      inject: [GATEWAY_CONFIG],
      useFactory: ({ limits }: GatewayConfig): StreamSettings => limits.streams,
    },
    {
      provide: MCP_SETTINGS,
      inject: [GATEWAY_CONFIG, LOGGER],
      useFactory: ({ mcp, server }: GatewayConfig, logger: Logger): McpSettings => ({
        serverName: mcp.serverName,
        serverVersion: mcp.serverVersion,
        maxSessions: mcp.maxSessions,
        sessionIdleMs: mcp.sessionIdleMs,
        maxSubscriptions: mcp.maxSubscriptions,
        confirmTtlMs: mcp.confirmTtlMs,
        debug: server.debug,
        onError: (error) => logger.debug({ err: error }, 'MCP request refused'),
      }),
    },
  ],
  exports: [TOOL_LIMITS, CONFIRM_POLICY, CHANGE_SETTINGS, STREAM_SETTINGS, MCP_SETTINGS],
})
class SettingsModule {}

const socketConnections: FactoryProvider<SocketConnections> = {
  provide: SocketConnections,
  inject: [McpServerFactory, SeedProtocol, CallStreams, CHANGE_FEED, GATEWAY_CONFIG, LOGGER, ServiceState],
  useFactory: (
    factory: McpServerFactory,
    seed: SeedProtocol,
    calls: CallStreams,
    feed: ChangeFeed,
    config: GatewayConfig,
    logger: Logger,
    state: ServiceState,
  ) =>
    new SocketConnections(factory, {
      seed,
      streams: { calls, changes: { feed, maxWaiting: config.limits.changes.maxWaiting } },
      limits: config.limits.sockets,
      debug: config.server.debug,
      logger,
      now: Date.now,
      requireCapacity: () => state.requireCapacity(),
    }),
};

const loadWatch: FactoryProvider<LoadWatch> = {
  provide: LoadWatch,
  inject: [GATEWAY_CONFIG, LOGGER],
  useFactory: ({ limits }: GatewayConfig, logger: Logger) => new LoadWatch(new ProcessLoad(), limits.load, logger),
};

const serviceState: FactoryProvider<ServiceState> = {
  provide: ServiceState,
  inject: [LoadWatch],
  useFactory: (load: LoadWatch) => new ServiceState(load, () => performance.now(), Math.random),
};

/** The composition root: all wiring is on this page. */
@Module({})
export class AppModule {
  static register(config: GatewayConfig, access: AccessSource): DynamicModule {
    const permissions = PermissionsModule.register({ imports: [OdooModule, StateModule] });
    const tools = ToolsModule.register({ imports: [permissions, SettingsModule, StateModule] });
    const changes = ChangesModule.register({ imports: [permissions, SettingsModule, StateModule] });
    const mcp = McpModule.register({ imports: [tools, changes, SettingsModule, StateModule] });
    const streaming = StreamingModule.register({ imports: [tools, SettingsModule] });
    return {
      module: AppModule,
      imports: [
        ConfigModule.of(config, access),
        ObservabilityModule,
        OdooModule,
        permissions,
        tools,
        changes,
        mcp,
        streaming,
        ...(config.server.webConsole ? [WebModule] : []),
      ],
      controllers: [
        HealthController,
        ProtectedResourceController,
        ToolsController,
        StreamController,
        ResourcesController,
        OdooController,
        RecordsController,
        ReportsController,
        ChangesController,
        OpenApiController,
        McpController,
        HandshakeController,
      ],
      providers: [
        OpenApiHolder,
        SeedProtocol,
        {
          provide: StreamFormats,
          inject: [GATEWAY_CONFIG],
          useFactory: ({ server }: GatewayConfig) => new StreamFormats(csvExport, Date.now, server.debug),
        },
        { provide: APP_FILTER, useClass: GatewayErrorFilter },
        Handshakes,
        McpGateway,
        socketConnections,
        loadWatch,
        serviceState,
      ],
    };
  }
}
