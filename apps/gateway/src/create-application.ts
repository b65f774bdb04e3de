import { randomUUID } from 'node:crypto';
import { Logger as NestJsLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { type AccessSource, configuredAccess, type GatewayConfig } from '#libs/config';
import { REPLAYED_HEADER } from '#libs/contracts';
import { LOGGER, type Logger, NestLogger } from '#libs/observability';
import { AppModule } from './app.module.js';
import { installEntrance } from './http/entrance.js';
import { openApiDocument } from './http/open-api.js';
import { OpenApiHolder } from './http/open-api.controller.js';
import { installJsonBody, strictJson } from './http/json-body.js';
import { closeInTime } from './lifecycle/close-in-time.js';
import { connectionsWithin } from './lifecycle/descriptor-limit.js';
import { HttpConnections } from './lifecycle/http-connections.js';
import { ServiceState } from './lifecycle/service-state.js';
import { Handshakes, isHandshake } from './ws/handshakes.js';
import { watchGateway } from './telemetry/watch-gateway.js';
import { SocketAdapter } from './ws/socket.adapter.js';

/** The whole gateway, wired and not yet listening. */
export async function createApplication(
  config: GatewayConfig,
  access = announcedAccess(config),
): Promise<NestFastifyApplication> {
  const { server, limits } = config;
  const { entrance } = limits;
  const adapter = new FastifyAdapter({
    genReqId: () => randomUUID(),
    trustProxy: server.trustedProxies.length > 0 && [...server.trustedProxies],
    // At shutdown idle connections are closed at once, busy ones after their answer.
    forceCloseConnections: 'idle',
    keepAliveTimeout: entrance.keepAliveTimeoutMs,
    requestTimeout: entrance.requestTimeoutMs,
    maxRequestsPerSocket: entrance.maxRequestsPerConnection,
    http: {
      shouldUpgradeCallback: isHandshake,
      maxHeaderSize: entrance.maxHeaderBytes,
      requestTimeout: entrance.requestTimeoutMs,
      headersTimeout: Math.min(entrance.headersTimeoutMs, entrance.requestTimeoutMs),
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.register(config, access), adapter, {
    abortOnError: false,
    bodyParser: false,
    bufferLogs: true,
  });
  const logger = app.get<Logger>(LOGGER);
  app.useLogger(new NestLogger(logger));
  // Nest's adapter and this package see Fastify through their own copies of its types.
  const fastify = adapter.getInstance<FastifyInstance>();
  // All headers are counted by the entrance; Node would leave out those beyond its own number without a word.
  fastify.server.maxHeadersCount = 0;
  const maxConnections = connectionsWithin(entrance.maxConnections, access.current.connections.values(), logger);
  const taken = { ...entrance, maxConnections };
  const connections = new HttpConnections(fastify.server, taken, server.trustedProxies, logger);
  watchGateway(app, fastify, connections, config.mcp);
  installEntrance(fastify, server, entrance, app.get(ServiceState));
  const parse = strictJson(fastify, limits);
  installJsonBody(fastify, parse, limits.maxBodyBytes);
  app.useWebSocketAdapter(new SocketAdapter(fastify.server, app.get(Handshakes), limits.maxBodyBytes, parse));
  if (server.corsOrigins.length > 0) {
    app.enableCors({
      origin: server.corsOrigins.includes('*') ? '*' : [...server.corsOrigins],
      methods: ['GET', 'POST', 'PATCH', 'DELETE'],
      exposedHeaders: EXPOSED_HEADERS,
    });
  }
  app.get(OpenApiHolder).make = () => openApiDocument(app, config.mcp);
  closeInTime(app, connections, server.shutdownGraceMs);
  return app;
}

/** What is said of the access file waits for the logger, which there is none of yet. */
function announcedAccess(config: GatewayConfig): AccessSource {
  NestJsLogger.attachBuffer();
  return configuredAccess(config);
}

/** How often Node looks for requests that take too long to arrive. */
const TIMEOUT_CHECK_MS = 500;

/** What pages may read of an answer besides its body. */
const EXPOSED_HEADERS = [
  'mcp-session-id',
  'x-request-id',
  'x-next-cursor',
  'content-disposition',
  'retry-after',
  'ratelimit-policy',
  'ratelimit',
  REPLAYED_HEADER,
];
