import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { McpConfig } from '#libs/config';
import {
  AUDIT_TRAIL,
  type AuditTrail,
  CHANGE_FEED,
  type ChangeFeed,
  ODOO_REACHES,
  type OdooReaches,
} from '#libs/contracts';
import { McpServerFactory } from '#libs/mcp';
import { type GatewayMetrics, METRICS, type OtlpExporter, TRACE_EXPORTER } from '#libs/observability';
import { StreamWriters } from '#libs/streaming';
import type { FastifyInstance } from 'fastify';
import type { HttpConnections } from '../lifecycle/http-connections.js';
import { LoadWatch } from '../load/load-watch.js';
import { SocketConnections } from '../ws/socket-connections.js';
import { measureAnswers } from './answer-sizes.js';

/** Lets the metrics, where there are any, look at every part of the gateway when they are asked for. */
export function watchGateway(
  app: NestFastifyApplication,
  fastify: FastifyInstance,
  connections: HttpConnections,
  mcp: McpConfig,
): void {
  const metrics = app.get<GatewayMetrics | undefined>(METRICS);
  if (!metrics) return;
  const odoos = app.get<OdooReaches>(ODOO_REACHES);
  const writers = app.get(StreamWriters);
  const sockets = app.get(SocketConnections);
  const feed = app.get<ChangeFeed>(CHANGE_FEED);
  const factory = app.get(McpServerFactory);
  const load = app.get(LoadWatch);
  const audit = app.get<AuditTrail>(AUDIT_TRAIL);
  const spans = app.get<OtlpExporter | undefined>(TRACE_EXPORTER);
  metrics.watch(() => ({
    odoos: odoos.loads(),
    streams: { rest: writers.open, ws: sockets.openStreams },
    sockets: sockets.size,
    refusedConnections: connections.refused,
    changeListeners: feed.listening,
    coalescedNotices: factory.coalescedNotices,
    overloaded: load.isOverloaded,
    audit,
    droppedSpans: spans?.dropped ?? 0,
    build: { version: mcp.serverVersion, mode: mcp.mode },
  }));
  measureAnswers(fastify, metrics);
}
