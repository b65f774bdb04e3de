import {
  type CallRecord,
  Forbidden,
  GatewayUnavailable,
  type OdooLoad,
  OdooUnavailable,
  RateLimited,
  ShuttingDown,
} from '#libs/contracts';
import * as prom from 'prom-client';
import { GatewayMetrics } from './gateway-metrics.js';
import type { GatewayReadings } from './gateway-readings.js';

const record: CallRecord = {
  tool: 'odoo_search',
  door: 'mcp',
  access: 'read',
  principal: 'somebody',
  requestId: 'r1',
  outcome: 'ok',
  durationMs: 30,
};

const load: OdooLoad = {
  connection: 'main',
  reach: 'reachable',
  breaker: 'closed',
  slots: 4,
  slotsTaken: 2,
  waiting: 1,
  repeats: 3,
};

const readings: GatewayReadings = {
  odoos: [load],
  streams: { rest: 2, ws: 1 },
  sockets: 5,
  refusedConnections: { total: 0, address: 0 },
  changeListeners: 6,
  coalescedNotices: 7,
  overloaded: false,
  audit: { state: undefined, failedLines: 0 },
  droppedSpans: 0,
  build: { version: '1.2.3', mode: 'readonly' },
};

describe('GatewayMetrics', () => {
  let metrics: GatewayMetrics;

  beforeEach(() => {
    metrics = new GatewayMetrics(prom, new prom.Registry());
  });

  async function lines(part: string): Promise<string[]> {
    const text = await metrics.exposition();
    return text.split('\n').filter((line) => line.startsWith(part) && !line.endsWith(' 0'));
  }

  it('count a call, in seconds, with nothing of who made it', async () => {
    metrics.callEnded(record, undefined);
    expect(await lines('odoo_mcp_calls_total')).toEqual([
      'odoo_mcp_calls_total{door="mcp",tool="odoo_search",outcome="ok"} 1',
    ]);
    expect(await lines('odoo_mcp_call_duration_seconds_sum')).toEqual([
      'odoo_mcp_call_duration_seconds_sum{door="mcp",tool="odoo_search"} 0.03',
    ]);
    expect(await metrics.exposition()).not.toMatch(/somebody|r1/);
  });

  it('count a call that was answered as an earlier one, and no other', async () => {
    metrics.callEnded(record, undefined);
    expect(await lines('odoo_mcp_replays_total{')).toEqual([]);
    metrics.callEnded({ ...record, tool: 'odoo_create', replayed: true }, undefined);
    expect(await lines('odoo_mcp_replays_total{')).toEqual(['odoo_mcp_replays_total{door="mcp",tool="odoo_create"} 1']);
  });

  it('count an error once, whoever tells of it', async () => {
    const error = new Forbidden('No.', { layer: 'mode', rule: 'readonly' });
    metrics.callEnded({ ...record, outcome: error.code }, error);
    metrics.refused(error, 'mcp');
    expect(await lines('odoo_mcp_refusals_total')).toEqual([
      'odoo_mcp_refusals_total{door="mcp",layer="mode",code="forbidden"} 1',
    ]);
    expect(await lines('odoo_mcp_shed_total')).toEqual([]);
  });

  it.each([
    ['load', new GatewayUnavailable('x', { rule: 'load' })],
    ['odoo-queue', new RateLimited('x', { rule: 'odoo-queue' })],
    ['odoo-breaker', new OdooUnavailable('x', { rule: 'odoo-breaker' })],
    ['changes-queue', new RateLimited('x', { rule: 'changes-queue' })],
    ['limit', new GatewayUnavailable('x')],
    ['shutdown', new ShuttingDown('x')],
  ])('say %s of what there was no room for', async (reason, error) => {
    metrics.refused(error, 'ws');
    expect(await lines('odoo_mcp_shed_total')).toEqual([`odoo_mcp_shed_total{reason="${reason}"} 1`]);
  });

  it('begin what alerts look at with 0, since no increase is seen in a first value', async () => {
    const text = await metrics.exposition();
    expect(text).toContain('odoo_mcp_shed_total{reason="odoo-queue"} 0');
    expect(text).toContain('odoo_mcp_refusals_total{door="rest",layer="gateway",code="internal"} 0');
  });

  it('look at the states when they are asked for, each time anew', async () => {
    let now = readings;
    metrics.watch(() => now);
    expect(await lines('odoo_mcp_odoo_')).toEqual([
      'odoo_mcp_odoo_reachable{connection="main"} 1',
      'odoo_mcp_odoo_slots{connection="main"} 4',
      'odoo_mcp_odoo_slots_taken{connection="main"} 2',
      'odoo_mcp_odoo_queue_waiting{connection="main"} 1',
      'odoo_mcp_odoo_repeats_total{connection="main"} 3',
    ]);
    expect(await lines('odoo_mcp_streams_open')).toHaveLength(2);
    now = { ...readings, odoos: [{ ...load, connection: 'other', reach: 'unknown', breaker: 'open' }] };
    const others = await lines('odoo_mcp_odoo_');
    expect(others).toContain('odoo_mcp_odoo_breaker_open{connection="other"} 1');
    expect(others.filter((line) => line.includes('main') || line.includes('reachable'))).toEqual([]);
  });

  it('count on what is counted elsewhere', async () => {
    let coalescedNotices = 7;
    metrics.watch(() => ({ ...readings, coalescedNotices }));
    expect(await lines('odoo_mcp_notices')).toEqual(['odoo_mcp_notices_coalesced_total 7']);
    coalescedNotices = 9;
    expect(await lines('odoo_mcp_notices')).toEqual(['odoo_mcp_notices_coalesced_total 9']);
  });

  it('tell of connections that were refused by the limit, and of none from the first look', async () => {
    metrics.watch(() => readings);
    expect(await metrics.exposition()).toContain('odoo_mcp_connections_refused_total{reason="address"} 0');
    for (const address of [2, 5]) {
      metrics.watch(() => ({ ...readings, refusedConnections: { total: 3, address } }));
      expect(await lines('odoo_mcp_connections')).toEqual([
        'odoo_mcp_connections_refused_total{reason="total"} 3',
        `odoo_mcp_connections_refused_total{reason="address"} ${address}`,
      ]);
    }
  });

  it('tell of an audit log that fails', async () => {
    metrics.watch(() => ({ ...readings, audit: { state: 'kept', failedLines: 0 } }));
    expect(await lines('odoo_mcp_audit')).toEqual([]);
    metrics.watch(() => ({ ...readings, audit: { state: 'failing', failedLines: 2 } }));
    expect(await lines('odoo_mcp_audit')).toEqual(['odoo_mcp_audit_failing 1', 'odoo_mcp_audit_lines_failed_total 2']);
  });
});
