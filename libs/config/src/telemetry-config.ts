import type { TelemetryEnvironment } from './telemetry-environment.js';

export interface MetricsConfig {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

export interface TracesConfig {
  /** Where spans are posted to. */
  readonly url: URL;
  /** Holds secrets. */
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly serviceName: string | undefined;
  /** 0 to 1. */
  readonly ratio: number;
  readonly delayMs: number;
  readonly maxWaiting: number;
}

export interface TelemetryConfig {
  /** There is no port for them where there are none. */
  readonly metrics: MetricsConfig | undefined;
  readonly traces: TracesConfig | undefined;
}

export function telemetryConfig(environment: TelemetryEnvironment): TelemetryConfig {
  const { METRICS_PORT: port, METRICS_HOST: host } = environment;
  return { metrics: port === undefined ? undefined : { host, port }, traces: tracesConfig(environment) };
}

function tracesConfig(environment: TelemetryEnvironment): TracesConfig | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers = '' } = environment;
  if (endpoint === undefined) return undefined;
  return {
    url: new URL(`${endpoint.replace(/\/+$/, '')}/v1/traces`),
    headers: headersIn(headers),
    timeoutMs: environment.OTEL_EXPORTER_OTLP_TIMEOUT,
    serviceName: environment.OTEL_SERVICE_NAME,
    ratio: environment.OTEL_TRACES_SAMPLER_ARG,
    delayMs: environment.OTEL_BSP_SCHEDULE_DELAY,
    maxWaiting: environment.OTEL_BSP_MAX_QUEUE_SIZE,
  };
}

function headersIn(text: string): Readonly<Record<string, string>> {
  if (text === '') return {};
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [name.trim(), decodeURIComponent(value.join('=').trim())];
    }),
  );
}
