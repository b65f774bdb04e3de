import { createMetrics } from './gateway-metrics.js';
import { METRIC_DEFINITIONS, type MetricName } from './metric-definitions.js';

/** The text of docs/operations/metrics.md: what the registry has. */
export async function metricsPage(): Promise<string> {
  const { registry } = await createMetrics();
  const rows = registry
    .getMetricsAsArray()
    .filter(({ name }) => Object.hasOwn(METRIC_DEFINITIONS, name))
    .map(({ name, help }) => {
      const { kind, labels } = METRIC_DEFINITIONS[name as MetricName];
      return `| \`${name}\` | ${kind} | ${labels.map((label) => `\`${label}\``).join(', ') || '–'} | ${help} |`;
    });
  return [
    '# Metrics',
    '',
    'What `/metrics` at METRICS_PORT tells of the gateway itself; how to scrape it is in [telemetry.md](telemetry.md).',
    'Beside these stand the usual ones of the process and of Node, `process_…` and `nodejs_…`.',
    'This page is generated (`npm run docs:generate`) and compared in `make test`.',
    '',
    '| name | type | labels | what it tells |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
