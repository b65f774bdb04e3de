import { gatewayConfig } from '../../../test/fixtures/gateway-config.js';
import { createLogger } from './logger.js';
import { NestLogger } from './nest-logger.js';

type Level = 'log' | 'debug' | 'verbose' | 'warn' | 'error' | 'fatal';

function lineOf(level: Level, ...message: unknown[]): Record<string, unknown> {
  const lines: string[] = [];
  const config = gatewayConfig({ LOG_LEVEL: 'trace' });
  const logger = new NestLogger(createLogger(config, { write: (line) => void lines.push(line) }));
  const [text, ...context] = message;
  logger[level](text, ...context);
  expect(lines).toHaveLength(1);
  return JSON.parse(lines.join('')) as Record<string, unknown>;
}

describe('NestLogger', () => {
  it.each<[Level, string]>([
    ['log', 'debug'],
    ['debug', 'debug'],
    ['verbose', 'trace'],
    ['warn', 'warn'],
    ['error', 'error'],
    ['fatal', 'fatal'],
  ])('writes what Nest calls %s as %s', (level, written) => {
    expect(lineOf(level, 'Mapped', 'RouterExplorer')).toMatchObject({
      level: written,
      msg: 'Mapped',
      context: 'RouterExplorer',
    });
  });

  it('makes do without a context', () => {
    expect(lineOf('warn', 'Alone')).not.toHaveProperty('context');
  });

  it.each(['error', 'fatal'] as const)('keeps the stack of what it writes as %s', (level) => {
    const stack = 'Error: It broke\n    at here';
    expect(lineOf(level, 'It broke', stack, 'Injector')).toMatchObject({ msg: 'It broke', stack, context: 'Injector' });
    expect(lineOf(level, 'It broke', stack)).not.toHaveProperty('context');
    const { msg, stack: own } = lineOf(level, new TypeError('It broke'), 'Injector');
    expect(msg).toBe('TypeError: It broke');
    expect(own).toMatch(/nest-logger\.spec/);
  });
});
