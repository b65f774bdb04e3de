import type { CallRecord } from '#libs/contracts';
import { gatewayConfig } from '../../../test/fixtures/gateway-config.js';
import { CallLog } from './call-log.js';
import { createLogger } from './logger.js';

const call: CallRecord = {
  tool: 'odoo_search',
  door: 'mcp',
  access: 'read',
  principal: 'api-key',
  requestId: 'r1',
  outcome: 'ok',
  durationMs: 12.3456,
};

function lineOf(record: CallRecord): Record<string, unknown> {
  const lines: string[] = [];
  const logger = createLogger(gatewayConfig(), { write: (line) => void lines.push(line) });
  new CallLog(logger).callEnded(record);
  expect(lines).toHaveLength(1);
  return JSON.parse(lines.join('')) as Record<string, unknown>;
}

describe('CallLog', () => {
  it('writes who called what, by which door, how it ended and how long it took', () => {
    expect(lineOf(call)).toEqual({
      ...call,
      durationMs: 12.3,
      level: 'info',
      msg: 'call',
      time: expect.any(String) as string,
    });
  });

  it('warns of a refusal, with the rule', () => {
    expect(lineOf({ ...call, outcome: 'forbidden', layer: 'model', rule: 'protected-models' })).toMatchObject({
      level: 'warn',
      msg: 'call refused',
      outcome: 'forbidden',
      layer: 'model',
      rule: 'protected-models',
    });
  });

  it('adds the technical reason behind a typed error, without a stack', () => {
    const cause = new Error('connect ECONNREFUSED 127.0.0.1:8069');
    const line = lineOf({ ...call, outcome: 'odoo_unavailable', layer: 'odoo', cause });
    expect(line).toMatchObject({ level: 'warn', reason: cause.message });
    expect(JSON.stringify(line)).not.toContain('call-log.spec');
  });

  it('writes the whole cause of what nobody foresaw', () => {
    expect(
      lineOf({ ...call, outcome: 'internal', layer: 'gateway', cause: new TypeError('x is not a function') }),
    ).toMatchObject({
      level: 'error',
      msg: 'call failed',
      err: {
        type: 'TypeError',
        message: 'x is not a function',
        stack: expect.stringContaining('call-log.spec') as string,
      },
    });
  });
});
