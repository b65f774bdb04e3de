/** Seconds: from a call that the cache answers to one that Odoo works on for a minute. */
const DURATIONS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Bytes, by fours: from an error to a stream of many rows. */
const SIZES = [256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216];

export interface MetricDefinition {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  /** Their values come from the catalog, the configuration or a list in the code: never from a caller. */
  readonly labels: readonly string[];
  readonly buckets?: readonly number[];
}

/** Every metric of the gateway itself, by its name. docs/operations/metrics.md is made of it. */
export const METRIC_DEFINITIONS = {
  odoo_mcp_calls_total: {
    kind: 'counter',
    help: 'Calls of tools, resources, prompts and completions that have ended, by outcome: ok or the code of the error.',
    labels: ['door', 'tool', 'outcome'],
  },
  odoo_mcp_call_duration_seconds: {
    kind: 'histogram',
    help: 'Time that they took, streams to their last row.',
    labels: ['door', 'tool'],
    buckets: DURATIONS,
  },
  odoo_mcp_replays_total: {
    kind: 'counter',
    help: 'Of these calls, those that were answered as an earlier one with the same idempotency key: Odoo was sent nothing for them.',
    labels: ['door', 'tool'],
  },
  odoo_mcp_refusals_total: {
    kind: 'counter',
    help: 'Requests, messages and calls that ended with an error, by the layer that refused and the code.',
    labels: ['door', 'layer', 'code'],
  },
  odoo_mcp_shed_total: {
    kind: 'counter',
    help: 'Of these, those for which there was no room: load, odoo-queue, odoo-breaker, changes-queue, shutdown, or limit.',
    labels: ['reason'],
  },
  odoo_mcp_answer_bytes: {
    kind: 'histogram',
    help: 'Bytes of answers: a whole response over HTTP, one message on a WebSocket.',
    labels: ['door'],
    buckets: SIZES,
  },
  odoo_mcp_odoo_calls_total: {
    kind: 'counter',
    help: 'Calls of Odoo that have ended, by what they do (read, change, delete, or unknown for any other method).',
    labels: ['connection', 'effect', 'outcome'],
  },
  odoo_mcp_odoo_call_duration_seconds: {
    kind: 'histogram',
    help: 'Time that they took, waiting for a slot and repeats included.',
    labels: ['connection', 'effect'],
    buckets: DURATIONS,
  },
  odoo_mcp_odoo_reachable: {
    kind: 'gauge',
    help: '1 where the last call found Odoo, 0 where it did not; absent before the first.',
    labels: ['connection'],
  },
  odoo_mcp_odoo_breaker_open: {
    kind: 'gauge',
    help: '1 while nothing is sent to an Odoo that does not answer, 0.5 when the next call may ask, 0 else.',
    labels: ['connection'],
  },
  odoo_mcp_odoo_slots: {
    kind: 'gauge',
    help: 'Calls of one Odoo that may be under way at once.',
    labels: ['connection'],
  },
  odoo_mcp_odoo_slots_taken: {
    kind: 'gauge',
    help: 'Those that are, abandoned ones that Odoo still works on included.',
    labels: ['connection'],
  },
  odoo_mcp_odoo_queue_waiting: {
    kind: 'gauge',
    help: 'Calls that wait for a slot.',
    labels: ['connection'],
  },
  odoo_mcp_odoo_repeats_total: {
    kind: 'counter',
    help: 'Reading calls that were sent a second time.',
    labels: ['connection'],
  },
  odoo_mcp_streams_open: {
    kind: 'gauge',
    help: 'Streams of rows that are being read.',
    labels: ['door'],
  },
  odoo_mcp_sockets_open: { kind: 'gauge', help: 'WebSockets that are open.', labels: [] },
  odoo_mcp_connections_refused_total: {
    kind: 'counter',
    help: 'Connections that were closed unanswered, by the limit: total (MAX_CONNECTIONS) or address (MAX_CONNECTIONS_PER_ADDRESS).',
    labels: ['reason'],
  },
  odoo_mcp_change_listeners: { kind: 'gauge', help: 'Listeners to changes of records, by any door.', labels: [] },
  odoo_mcp_notices_coalesced_total: {
    kind: 'counter',
    help: 'Notices of changed resources that were left out, because their client had the same one waiting.',
    labels: [],
  },
  odoo_mcp_overloaded: {
    kind: 'gauge',
    help: '1 while new calls are refused because the process has more to do than it can.',
    labels: [],
  },
  odoo_mcp_audit_failing: {
    kind: 'gauge',
    help: '1 while the audit log cannot be written; 0 too where none is kept.',
    labels: [],
  },
  odoo_mcp_audit_lines_failed_total: {
    kind: 'counter',
    help: 'Lines of the audit log that could not be written, counted at each attempt; some are written later.',
    labels: [],
  },
  odoo_mcp_spans_dropped_total: {
    kind: 'counter',
    help: 'Spans that the collector of traces did not get.',
    labels: [],
  },
  odoo_mcp_build_info: {
    kind: 'gauge',
    help: '1, with what the service tells of itself.',
    labels: ['version', 'mode'],
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export type MetricName = keyof typeof METRIC_DEFINITIONS;
