import { randomUUID } from 'node:crypto';
import { Logger as NestJsLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { type AccessSource, configuredAccess, type GatewayConfig } from '#libs/config';
import { LOGGER, type Logger, NestLogger } from '#libs/observability';
import { AppModule } from './app.module.js';
import { installEntrance } from './http/entrance.js';
import { openApiDocument } from './http/open-api.js';
import { OpenApiHolder } from './http/open-api.controller.js';
import { installJsonBody, strictJson } from './http/json-body.js';
import { Handshakes, isHandshake } from './ws/handshakes.js';
import { SocketAdapter } from './ws/socket.adapter.js';
import { SocketConnections } from './ws/socket-connections.js';

/** The whole gateway, wired and not yet listening. */
export async function createApplication(
  config: GatewayConfig,
  access = announcedAccess(config),
): Promise<NestFastifyApplication> {
  const { server, limits } = config;
  const adapter = new FastifyAdapter({
    genReqId: () => randomUUID(),
    trustProxy: server.trustedProxies.length > 0 && [...server.trustedProxies],
    // At shutdown idle connections are closed at once, busy ones after their answer.
    forceCloseConnections: 'idle',
    http: { shouldUpgradeCallback: isHandshake },
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.register(config, access), adapter, {
    abortOnError: false,
    bodyParser: false,
    bufferLogs: true,
  });
  app.useLogger(new NestLogger(app.get<Logger>(LOGGER)));
  // Nest's adapter and this package see Fastify through their own copies of its types.
  const fastify = adapter.getInstance<FastifyInstance>();
  installEntrance(fastify, server);
  const parse = strictJson(fastify, limits.maxBodyDepth);
  installJsonBody(fastify, parse, limits.maxBodyBytes);
  app.useWebSocketAdapter(new SocketAdapter(fastify.server, app.get(Handshakes), limits.maxBodyBytes, parse));
  if (server.corsOrigins.length > 0) {
    app.enableCors({
      origin: server.corsOrigins.includes('*') ? '*' : [...server.corsOrigins],
      methods: ['GET', 'POST', 'PATCH', 'DELETE'],
      exposedHeaders: EXPOSED_HEADERS,
    });
  }
  app.get(OpenApiHolder).document = openApiDocument(app, config.mcp);
  closeWithin(app, server.shutdownGraceMs);
  return app;
}

/** What is said of the access file waits for the logger, which there is none of yet. */
function announcedAccess(config: GatewayConfig): AccessSource {
  NestJsLogger.attachBuffer();
  return configuredAccess(config);
}

/** Connections that are still busy when the time to end is over are cut, so that a shutdown always ends. */
function closeWithin(app: NestFastifyApplication, graceMs: number): void {
  const fastify = app.getHttpAdapter().getInstance();
  const { server } = fastify;
  fastify.addHook('preClose', async () => {
    const cut = setTimeout(() => {
      server.closeAllConnections();
      app.get(SocketConnections).cut();
    }, graceMs);
    // Node closes connections that idle when the shutdown begins; those that come to idle later are left to us.
    const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS);
    server.once('close', () => {
      clearTimeout(cut);
      clearInterval(sweep);
    });
  });
}

const IDLE_SWEEP_MS = 50;

/** What pages may read of an answer besides its body. */
const EXPOSED_HEADERS = [
  'mcp-session-id',
  'x-request-id',
  'x-next-cursor',
  'content-disposition',
  'retry-after',
  'ratelimit-policy',
  'ratelimit',
];
