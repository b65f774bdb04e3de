import fs from 'node:fs';
import { gatewayConfig } from '../../../test/fixtures/gateway-config.js';
import { until } from '../../../test/fixtures/until.js';
import { createLogger, writeLastLines } from './logger.js';

const CANARY = 'canary-9f2c';

function logged(
  environment: Record<string, string>,
  write: (logger: ReturnType<typeof createLogger>) => void,
): string[] {
  const lines: string[] = [];
  write(createLogger(gatewayConfig(environment), { write: (line) => void lines.push(line) }));
  return lines;
}

/** Who reads standard output stands still until told to go on. */
function slowReader(): { readonly lines: () => string[]; goOn: () => void } {
  const waiting: Array<() => void> = [];
  let [text, slow] = ['', true];
  jest.spyOn(fs, 'write').mockImplementation((_fd: number, part: string, ...rest: unknown[]) => {
    const write = (): void => {
      text += part;
      (rest.at(-1) as (error: null, bytes: number) => void)(null, Buffer.byteLength(part));
    };
    if (slow) waiting.push(write);
    else setImmediate(write);
  });
  return {
    lines: () => text.split('\n').filter((line) => line !== ''),
    goOn: () => {
      slow = false;
      for (const write of waiting) write();
    },
  };
}

describe('the logger', () => {
  afterEach(() => jest.restoreAllMocks());

  it('leaves lines out for a reader that stands still, and says how many when it goes on', async () => {
    const reader = slowReader();
    const logger = createLogger(gatewayConfig({ LOG_MAX_WAITING_BYTES: '65536' }));
    const all = 2000;
    for (let line = 0; line < all; line += 1) logger.info({ text: 'x'.repeat(100) }, 'call');
    reader.goOn();
    await until(() => reader.lines().at(-1)?.includes('left out') === true);
    const { lines: leftOut } = JSON.parse(reader.lines().at(-1) ?? '') as { lines: number };
    expect(leftOut).toBeGreaterThan(0);
    expect(reader.lines()).toHaveLength(all - leftOut + 1);
  });

  it('writes its last lines, and waits no longer than for who reads them', async () => {
    const reader = slowReader();
    const logger = createLogger(gatewayConfig({}));
    logger.info('the last');
    await writeLastLines(logger);
    expect(reader.lines()).toEqual([]);
    reader.goOn();
    await writeLastLines(logger);
    expect(reader.lines()).toEqual([expect.stringContaining('the last')]);
  });

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
