import { IsInt, IsNumber, IsString, Max, Min } from './checks.js';
import { AuditEnvironment } from './audit-environment.js';
import { IntegerSetting, Setting } from './setting.decorator.js';
import { AreHeaders, IsWebUrl } from './validators.js';

const TELEMETRY = 'Telemetry';

/** The part of the environment that tells who may look at the gateway from outside: metrics, and traces by OTLP. */
export class TelemetryEnvironment extends AuditEnvironment {
  @Setting({
    group: TELEMETRY,
    kind: 'integer',
    about: 'Port of its own at which Prometheus finds `/metrics`; there are none when not set. 0 takes a free one.',
    expects: 'a whole number from 0 to 65535',
    example: '9464',
  })
  @IsInt()
  @Min(0)
  @Max(65_535)
  METRICS_PORT?: number;

  @Setting({
    group: TELEMETRY,
    about:
      'Address of that port. Metrics are shown to whoever reaches it, so that it is this machine alone unless you say ' +
      'otherwise.',
    expects: 'an IP address or host name',
    default: '127.0.0.1',
  })
  @IsString()
  METRICS_HOST!: string;

  @Setting({
    group: TELEMETRY,
    about:
      'Collector that traces are sent to, as OTLP in JSON over HTTP at `/v1/traces`. Nothing is traced when not set.',
    expects: 'an http or https URL',
    example: 'http://localhost:4318',
  })
  @IsWebUrl()
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;

  @Setting({
    group: TELEMETRY,
    about: 'Headers that the collector asks for, values percent-encoded.',
    expects: 'name=value pairs, comma-separated',
    secret: true,
  })
  @AreHeaders()
  OTEL_EXPORTER_OTLP_HEADERS?: string;

  @IntegerSetting({
    group: TELEMETRY,
    about: 'Time for one request to the collector, in milliseconds.',
    from: 100,
    to: 60_000,
    default: 10_000,
  })
  OTEL_EXPORTER_OTLP_TIMEOUT!: number;

  @Setting({
    group: TELEMETRY,
    about: 'Name of this service in traces; MCP_SERVER_NAME when not set.',
    expects: 'a name',
    example: 'odoo-mcp-server',
  })
  @IsString()
  OTEL_SERVICE_NAME?: string;

  @Setting({
    group: TELEMETRY,
    kind: 'number',
    about: 'Share of the traces that begin here that are kept. Of one that a caller has begun, the caller has decided.',
    expects: 'a number from 0 to 1',
    default: '1',
  })
  @IsNumber()
  @Min(0)
  @Max(1)
  OTEL_TRACES_SAMPLER_ARG!: number;

  @IntegerSetting({
    group: TELEMETRY,
    about: 'Longest time that spans wait to be sent together, in milliseconds.',
    from: 10,
    to: 60_000,
    default: 5000,
  })
  OTEL_BSP_SCHEDULE_DELAY!: number;

  @IntegerSetting({
    group: TELEMETRY,
    about: 'Spans that wait at most; those beyond are dropped, and counted.',
    from: 1,
    to: 100_000,
    default: 2048,
  })
  OTEL_BSP_MAX_QUEUE_SIZE!: number;
}
