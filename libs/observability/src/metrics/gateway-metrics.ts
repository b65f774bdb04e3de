import type { CallRecord, Door, GatewayError, OdooCallStart, OdooLoad } from '#libs/contracts';
import type { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { GatewayReadings } from './gateway-readings.js';
import { METRIC_DEFINITIONS, type MetricDefinition, type MetricName } from './metric-definitions.js';
import { SHED_REASONS, shedReason } from './shed-reason.js';

/** The package, loaded by whoever wants metrics. */
export type PromClient = typeof import('prom-client');

const DOORS: readonly Door[] = ['mcp', 'rest', 'ws'];

const WATCHED_REFUSALS = [
  { layer: 'gateway', code: 'internal' },
  { layer: 'key', code: 'unauthenticated' },
  { layer: 'rate', code: 'rate_limited' },
] as const;

const BREAKER = { closed: 0, 'half-open': 0.5, open: 1 } as const;

/**
 * What Prometheus is told. Events are counted as they happen; what is a state is looked up when it asks. No value of a
 * label is a caller's text, so that no caller can make series.
 */
export class GatewayMetrics {
  private readonly counters = new Map<MetricName, Counter>();
  private readonly gauges = new Map<MetricName, Gauge>();
  private readonly histograms = new Map<MetricName, Histogram>();
  /** What one request and its call tell of alike. */
  private readonly counted = new WeakSet<GatewayError>();
  private readings: (() => GatewayReadings) | undefined;

  constructor(
    private readonly prom: PromClient,
    readonly registry: Registry,
  ) {
    for (const [name, definition] of Object.entries(METRIC_DEFINITIONS)) this.define(name as MetricName, definition);
    this.begin();
  }

  /** @param readings asked at each look. */
  watch(readings: () => GatewayReadings): void {
    this.readings = readings;
  }

  callEnded(record: CallRecord, error: GatewayError | undefined): void {
    const { door, tool, outcome, durationMs, replayed } = record;
    this.count('odoo_mcp_calls_total', { door, tool, outcome });
    this.observe('odoo_mcp_call_duration_seconds', { door, tool }, durationMs / 1000);
    if (replayed) this.count('odoo_mcp_replays_total', { door, tool });
    if (error) this.refused(error, door);
  }

  /** An error counts once, whoever tells of it. */
  refused(error: GatewayError, door: Door): void {
    if (this.counted.has(error)) return;
    this.counted.add(error);
    const { layer, code } = error;
    this.count('odoo_mcp_refusals_total', { door, layer, code });
    const reason = shedReason(error);
    if (reason !== undefined) this.count('odoo_mcp_shed_total', { reason });
  }

  odooCallEnded({ connection, effect }: OdooCallStart, outcome: string, durationMs: number): void {
    this.count('odoo_mcp_odoo_calls_total', { connection, effect, outcome });
    this.observe('odoo_mcp_odoo_call_duration_seconds', { connection, effect }, durationMs / 1000);
  }

  answered(door: Door, bytes: number): void {
    this.observe('odoo_mcp_answer_bytes', { door }, bytes);
  }

  /** All of it, in the text format of Prometheus. */
  async exposition(): Promise<string> {
    if (this.readings) this.take(this.readings());
    return this.registry.metrics();
  }

  private take(readings: GatewayReadings): void {
    const { odoos, streams, audit, droppedSpans } = readings;
    this.takeOdoos(odoos);
    for (const [door, open] of Object.entries(streams)) this.set('odoo_mcp_streams_open', { door }, open);
    this.set('odoo_mcp_sockets_open', {}, readings.sockets);
    const refused = Object.entries(readings.refusedConnections);
    this.totals(
      'odoo_mcp_connections_refused_total',
      refused.map(([reason, count]) => [{ reason }, count]),
    );
    this.set('odoo_mcp_change_listeners', {}, readings.changeListeners);
    this.set('odoo_mcp_overloaded', {}, readings.overloaded ? 1 : 0);
    this.set('odoo_mcp_build_info', readings.build, 1);
    this.totals('odoo_mcp_notices_coalesced_total', [[{}, readings.coalescedNotices]]);
    this.set('odoo_mcp_audit_failing', {}, audit.state === 'failing' ? 1 : 0);
    this.totals('odoo_mcp_audit_lines_failed_total', [[{}, audit.failedLines]]);
    this.totals('odoo_mcp_spans_dropped_total', [[{}, droppedSpans]]);
  }

  /** Connections that are no longer configured are no longer told of. */
  private takeOdoos(odoos: readonly OdooLoad[]): void {
    for (const [name, gauge] of this.gauges) if (name.startsWith('odoo_mcp_odoo_')) gauge.reset();
    this.totals(
      'odoo_mcp_odoo_repeats_total',
      odoos.map(({ connection, repeats }) => [{ connection }, repeats]),
    );
    for (const { connection, reach, breaker, slots, slotsTaken, waiting } of odoos) {
      const labels = { connection };
      if (reach !== 'unknown') this.set('odoo_mcp_odoo_reachable', labels, reach === 'reachable' ? 1 : 0);
      this.set('odoo_mcp_odoo_breaker_open', labels, BREAKER[breaker]);
      this.set('odoo_mcp_odoo_slots', labels, slots);
      this.set('odoo_mcp_odoo_slots_taken', labels, slotsTaken);
      this.set('odoo_mcp_odoo_queue_waiting', labels, waiting);
    }
  }

  private define(name: MetricName, { kind, help, labels, buckets }: MetricDefinition): void {
    const { Counter, Gauge, Histogram } = this.prom;
    const options = { name, help, labelNames: [...labels], registers: [this.registry] };
    if (kind === 'counter') this.counters.set(name, new Counter(options));
    else if (kind === 'gauge') this.gauges.set(name, new Gauge(options));
    else this.histograms.set(name, new Histogram({ ...options, buckets: [...(buckets ?? [])] }));
  }

  /** Prometheus sees no increase in the first value of a series, so those that alerts look at begin with 0. */
  private begin(): void {
    for (const reason of SHED_REASONS) this.counters.get('odoo_mcp_shed_total')?.inc({ reason }, 0);
    for (const door of DOORS) {
      for (const watched of WATCHED_REFUSALS)
        this.counters.get('odoo_mcp_refusals_total')?.inc({ door, ...watched }, 0);
    }
  }

  private count(name: MetricName, labels: Record<string, string>): void {
    this.counters.get(name)?.inc(labels);
  }

  private observe(name: MetricName, labels: Record<string, string>, value: number): void {
    this.histograms.get(name)?.observe(labels, value);
  }

  private set(name: MetricName, labels: Record<string, string>, value: number): void {
    this.gauges.get(name)?.set(labels, value);
  }

  /** Of what is counted elsewhere: every series that there is now, in the place of those of the last look. */
  private totals(name: MetricName, series: ReadonlyArray<readonly [Record<string, string>, number]>): void {
    const counter = this.counters.get(name);
    counter?.reset();
    for (const [labels, value] of series) counter?.inc(labels, value);
  }
}

/** With what Node and the process tell of themselves: memory, files, the lag of the event loop. */
export async function createMetrics(): Promise<GatewayMetrics> {
  // Loaded only by those who want it.
  const prom = await import('prom-client');
  const registry = new prom.Registry();
  prom.collectDefaultMetrics({ register: registry });
  return new GatewayMetrics(prom, registry);
}
