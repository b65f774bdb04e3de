import type { TracesConfig } from '#libs/config';
import { type OtlpReceiver, startOtlpReceiver } from '../../../../test/fixtures/otlp-receiver.js';
import { until } from '../../../../test/fixtures/until.js';
import { gatewayConfig } from '../../../../test/fixtures/gateway-config.js';
import { createLogger } from '../logger.js';
import type { FinishedSpan } from './finished-span.js';
import { OtlpExporter } from './otlp-exporter.js';

const NEVER = 60_000;

const span = (name: string): FinishedSpan => ({
  name,
  kind: 'client',
  parent: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), sampled: true },
  context: { traceId: 'a'.repeat(32), spanId: 'c'.repeat(16), sampled: true },
  startMs: 1_700_000_000_000.5,
  endMs: 1_700_000_000_250,
  attributes: { 'rpc.method': 'read', 'left.out': undefined },
  outcome: 'ok',
});

describe('OtlpExporter', () => {
  let receiver: OtlpReceiver;
  let logged: string[];
  let exporter: OtlpExporter;

  beforeEach(async () => {
    receiver = await startOtlpReceiver();
    logged = [];
  });

  afterEach(async () => {
    await exporter.close();
    await receiver.close();
  });

  function start(settings: Partial<TracesConfig> = {}): void {
    const logger = createLogger(gatewayConfig(), { write: (line) => void logged.push(line) });
    exporter = new OtlpExporter(
      {
        url: new URL(`${receiver.url}/v1/traces`),
        headers: { authorization: 'Bearer of-the-collector' },
        timeoutMs: 5000,
        serviceName: undefined,
        ratio: 1,
        delayMs: NEVER,
        maxWaiting: 10,
        ...settings,
      },
      { name: 'service', version: '1' },
      logger,
    );
  }

  it('sends spans together, after a while, as OTLP has them', async () => {
    start({ delayMs: 5 });
    exporter.add(span('one'));
    exporter.add(span('two'));
    await until(() => receiver.spans.length === 2);
    expect(receiver.headers).toHaveLength(1);
    expect(receiver.headers[0]).toMatchObject({
      authorization: 'Bearer of-the-collector',
      'content-type': 'application/json',
    });
    expect(receiver.spans[0]).toEqual({
      name: 'one',
      kind: 3,
      traceId: 'a'.repeat(32),
      spanId: 'c'.repeat(16),
      parentSpanId: 'b'.repeat(16),
      flags: 1,
      startTimeUnixNano: '1700000000000500000',
      endTimeUnixNano: '1700000000250000000',
      attributes: { 'rpc.method': 'read' },
    });
  });

  it('drops what is more than may wait, and counts it', async () => {
    start({ maxWaiting: 2 });
    for (const name of ['one', 'two', 'three']) exporter.add(span(name));
    expect(exporter.dropped).toBe(1);
    await exporter.close();
    expect(receiver.spans.map(({ name }) => name)).toEqual(['one', 'two']);
  });

  it('says once that the collector fails, without what it was sent, and once that it is back', async () => {
    start({ delayMs: 1 });
    receiver.status = 500;
    for (const dropped of [1, 2]) {
      exporter.add(span('lost'));
      await until(() => exporter.dropped === dropped);
    }
    receiver.status = 200;
    exporter.add(span('kept'));
    await until(() => logged.length === 2);
    expect(logged.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { level: 'warn', reason: 'The collector answered 500.', msg: 'Traces cannot be sent, and are dropped.' },
      { level: 'info', msg: 'Traces are sent again.' },
    ]);
    expect(receiver.spans.map(({ name }) => name)).toEqual(['kept']);
  });

  it('gives its headers to nobody that it is sent on to', async () => {
    const other = await startOtlpReceiver();
    receiver.redirectTo = `${other.url}/v1/traces`;
    start({ delayMs: 1 });
    exporter.add(span('one'));
    await until(() => exporter.dropped === 1);
    expect(other.headers).toEqual([]);
    await other.close();
  });

  it('ends in time where the collector never answers', async () => {
    receiver.isSilent = true;
    start({ delayMs: 1 });
    exporter.add(span('sent'));
    await until(() => receiver.headers.length === 1);
    exporter.add(span('waiting'));
    await exporter.close();
    expect(exporter.dropped).toBeGreaterThan(0);
  });
});
