import { type FactoryProvider, Global, Inject, Module, type OnApplicationShutdown, Optional } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '#libs/config';
import { ODOO_CALL_OBSERVER, TRACER, type Tracer } from '#libs/contracts';
import type { Logger } from 'pino';
import { LOGGER } from './logger.js';
import { createMetrics, type GatewayMetrics } from './metrics/gateway-metrics.js';
import { MetricsServer } from './metrics/metrics-server.js';
import { OdooCallWatch } from './odoo-call-watch.js';
import { OtlpExporter } from './tracing/otlp-exporter.js';
import { OtlpTracer } from './tracing/otlp-tracer.js';

/** A GatewayMetrics, or undefined where METRICS_PORT is not set. */
export const METRICS = Symbol('METRICS');

/** An OtlpExporter, or undefined where no collector is set. */
export const TRACE_EXPORTER = Symbol('TRACE_EXPORTER');

const metrics: FactoryProvider<Promise<GatewayMetrics | undefined>> = {
  provide: METRICS,
  inject: [GATEWAY_CONFIG],
  useFactory: async ({ telemetry }: GatewayConfig) => (telemetry.metrics ? createMetrics() : undefined),
};

const metricsServer: FactoryProvider<MetricsServer | undefined> = {
  provide: MetricsServer,
  inject: [GATEWAY_CONFIG, LOGGER, { token: METRICS, optional: true }],
  useFactory: ({ telemetry }: GatewayConfig, logger: Logger, known?: GatewayMetrics) =>
    known && telemetry.metrics && new MetricsServer(known, telemetry.metrics, logger),
};

const exporter: FactoryProvider<OtlpExporter | undefined> = {
  provide: TRACE_EXPORTER,
  inject: [GATEWAY_CONFIG, LOGGER],
  useFactory: ({ telemetry: { traces }, mcp }: GatewayConfig, logger: Logger) =>
    traces &&
    new OtlpExporter(traces, { name: traces.serviceName ?? mcp.serverName, version: mcp.serverVersion }, logger),
};

const tracer: FactoryProvider<Tracer> = {
  provide: TRACER,
  inject: [GATEWAY_CONFIG, { token: TRACE_EXPORTER, optional: true }],
  useFactory: ({ telemetry: { traces } }: GatewayConfig, sink?: OtlpExporter): Tracer =>
    traces && sink ? new OtlpTracer(sink, traces.ratio, wallClock) : { begin: () => undefined },
};

const odooCalls: FactoryProvider<OdooCallWatch> = {
  provide: ODOO_CALL_OBSERVER,
  inject: [TRACER, { token: METRICS, optional: true }],
  useFactory: (spans: Tracer, known?: GatewayMetrics) => new OdooCallWatch(spans, known, () => performance.now()),
};

/** In milliseconds, as fine as the monotonic clock and as steady. */
function wallClock(): number {
  return performance.timeOrigin + performance.now();
}

/** Metrics and traces: what the gateway tells those who run it. */
@Global()
@Module({
  providers: [metrics, metricsServer, exporter, tracer, odooCalls],
  exports: [METRICS, TRACE_EXPORTER, TRACER, ODOO_CALL_OBSERVER],
})
export class TelemetryModule implements OnApplicationShutdown {
  constructor(@Optional() @Inject(TRACE_EXPORTER) private readonly spans: OtlpExporter | undefined) {}

  /** The server has closed by now, so that no span is left to begin. */
  async onApplicationShutdown(): Promise<void> {
    await this.spans?.close();
  }
}
