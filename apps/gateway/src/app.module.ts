import { type DynamicModule, type FactoryProvider, Global, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { type AccessSource, ConfigModule, GATEWAY_CONFIG, type GatewayConfig } from '#libs/config';
import {
  CALL_TIMES,
  CHANGE_FEED,
  type ChangeFeed,
  CONFIRM_POLICY,
  IDEMPOTENCY_SETTINGS,
  type IdempotencySettings,
  TOOL_LIMITS,
  type ToolLimits,
} from '#libs/contracts';
import { MCP_SETTINGS, McpModule, McpServerFactory, type McpSettings } from '#libs/mcp';
import {
  type GatewayMetrics,
  LOG_STREAM,
  LOGGER,
  type Logger,
  METRICS,
  ObservabilityModule,
} from '#libs/observability';
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
    { provide: CALL_TIMES, inject: [GATEWAY_CONFIG], useFactory: ({ limits }: GatewayConfig) => limits.callTimes },
    { provide: CONFIRM_POLICY, inject: [GATEWAY_CONFIG], useFactory: ({ mcp }: GatewayConfig) => mcp.confirm },
    {
      provide: IDEMPOTENCY_SETTINGS,
      inject: [GATEWAY_CONFIG],
      useFactory: ({ limits }: GatewayConfig): IdempotencySettings => limits.idempotency,
    },
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
  exports: [
    TOOL_LIMITS,
    CALL_TIMES,
    CONFIRM_POLICY,
    IDEMPOTENCY_SETTINGS,
    CHANGE_SETTINGS,
    STREAM_SETTINGS,
    MCP_SETTINGS,
  ],
})
class SettingsModule {}

const socketConnections: FactoryProvider<SocketConnections> = {
  provide: SocketConnections,
  inject: [
    McpServerFactory,
    SeedProtocol,
    CallStreams,
    CHANGE_FEED,
    GATEWAY_CONFIG,
    LOGGER,
    ServiceState,
    { token: METRICS, optional: true },
  ],
  useFactory: (
    factory: McpServerFactory,
    seed: SeedProtocol,
    calls: CallStreams,
    feed: ChangeFeed,
    config: GatewayConfig,
    logger: Logger,
    state: ServiceState,
    metrics?: GatewayMetrics,
  ) =>
    new SocketConnections(factory, {
      seed,
      streams: { calls, changes: { feed, maxWaiting: config.limits.changes.maxWaiting } },
      limits: config.limits.sockets,
      debug: config.server.debug,
      logger,
      now: () => performance.now(),
      wall: Date.now,
      requireCapacity: () => state.requireCapacity(),
      answered: (bytes) => metrics?.answered('ws', bytes),
      refused: (error) => metrics?.refused(error, 'ws'),
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

/** What calls go through, whichever door they come in by. */
function everyDoorsModules(config: GatewayConfig, access: AccessSource) {
  const permissions = PermissionsModule.register({ imports: [OdooModule, StateModule] });
  const tools = ToolsModule.register({ imports: [permissions, SettingsModule, StateModule] });
  const changes = ChangesModule.register({ imports: [permissions, SettingsModule, StateModule] });
  const mcp = McpModule.register({ imports: [tools, changes, SettingsModule, StateModule] });
  const modules = [ConfigModule.of(config, access), ObservabilityModule, OdooModule, permissions, tools, changes, mcp];
  return { tools, modules };
}

/** Standard output is the protocol's there. */
@Global()
@Module({ providers: [{ provide: LOG_STREAM, useValue: 2 }], exports: [LOG_STREAM] })
class LogOnStandardError {}

/** The same for a host that starts the process, without HTTP. */
@Module({})
export class StdioModule {
  static register(config: GatewayConfig, access: AccessSource): DynamicModule {
    return { module: StdioModule, imports: [LogOnStandardError, ...everyDoorsModules(config, access).modules] };
  }
}

/** The composition root: all wiring is on this page. */
@Module({})
export class AppModule {
  static register(config: GatewayConfig, access: AccessSource): DynamicModule {
    const { tools, modules } = everyDoorsModules(config, access);
    const streaming = StreamingModule.register({ imports: [tools, SettingsModule] });
    return {
      module: AppModule,
      imports: [...modules, streaming, ...(config.server.webConsole ? [WebModule] : [])],
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
