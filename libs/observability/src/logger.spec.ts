import { gatewayConfig } from '../../../test/fixtures/gateway-config.js';
import { createLogger } from './logger.js';

const CANARY = 'canary-9f2c';

function logged(
  environment: Record<string, string>,
  write: (logger: ReturnType<typeof createLogger>) => void,
): string[] {
  const lines: string[] = [];
  write(createLogger(gatewayConfig(environment), { write: (line) => void lines.push(line) }));
  return lines;
}

describe('the logger', () => {
  it('writes one line of JSON for each message, with its time and level by name', () => {
    const lines = logged({}, (logger) => logger.info({ tool: 'odoo_search' }, 'call'));
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
        tool: 'odoo_search',
        msg: 'call',
      },
    ]);
    expect(lines[0]).toMatch(/\n$/);
  });

  it('keeps to its level', () => {
    const lines = logged({ LOG_LEVEL: 'warn' }, (logger) => {
      logger.info('no');
      logger.warn('yes');
    });
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['yes']);
  });

  it.each([
    'authorization',
    'cookie',
    'set-cookie',
    'password',
    'apiKey',
    'api_key',
    'x-api-key',
    'sec-websocket-protocol',
    'secret',
    'stateSecret',
    'token',
  ])('masks %s at the top, one level down, and in the headers of a request', (name) => {
    const places = [
      { [name]: CANARY },
      { odoo: { [name]: CANARY } },
      { headers: { [name]: CANARY } },
      { req: { headers: { [name]: CANARY } } },
    ];
    const lines = logged({}, (logger) => {
      for (const place of places) logger.info(place, 'x');
    });
    expect(lines).toHaveLength(places.length);
    expect(lines.join('')).not.toContain(CANARY);
    expect(lines[0]).toContain('[redacted]');
  });

  it('does not mask what only sounds alike', () => {
    const [line] = logged({}, (logger) => logger.info({ passwordless: 'shown', tokens: 7 }, 'x'));
    expect(line).toContain('shown');
  });
});
