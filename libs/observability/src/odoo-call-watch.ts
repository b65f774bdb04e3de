import type { OdooCallObserver, OdooCallStart, Tracer, WatchedOdooCall } from '#libs/contracts';
import type { GatewayMetrics } from './metrics/gateway-metrics.js';

/** Counts the calls of Odoo, and has a span for each that is made for a traced call. */
export class OdooCallWatch implements OdooCallObserver {
  constructor(
    private readonly tracer: Tracer,
    private readonly metrics: Pick<GatewayMetrics, 'odooCallEnded'> | undefined,
    private readonly now: () => number,
  ) {}

  begin(call: OdooCallStart): WatchedOdooCall {
    const { connection, effect, model, method, trace } = call;
    // What the gateway asks for itself, looks for changes for one, belongs to no trace.
    const span =
      trace &&
      this.tracer.begin({
        name: `odoo ${effect}`,
        kind: 'client',
        parent: trace,
        attributes: {
          'rpc.system.name': 'odoo',
          'rpc.method': method,
          'odoo.model': model,
          'odoo_mcp.connection': connection,
        },
      });
    const started = this.now();
    return {
      trace: span?.context ?? trace,
      ended: (outcome) => {
        span?.end(outcome);
        this.metrics?.odooCallEnded(call, outcome, this.now() - started);
      },
    };
  }
}
