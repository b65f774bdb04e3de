import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { environmentExample, readEnvironment } from '#libs/config';

interface Service {
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: object;
  readonly ports?: readonly string[];
  readonly stop_grace_period?: string;
}

const { services } = parse(readFileSync('compose.yaml', 'utf8')) as { services: Record<string, Service> };
const { gateway } = services as { gateway: Service };

describe('compose.yaml', () => {
  const settings = Object.entries(gateway.environment ?? {});
  const needed = settings.filter(([, value]) => value.startsWith('${') && value.includes(':?'));

  it('sets what the gateway takes', () => {
    expect(settings.map(([name]) => name).filter((name) => !environmentExample().includes(`${name}=`))).toEqual([]);
    const given = settings.map(([name, value]) => [
      name,
      value.replace(/^\$\{\w+:(?:-(\w+)|\?.*)\}$/, '$1') || 'x'.repeat(32),
    ]);
    const { SHUTDOWN_GRACE_MS } = readEnvironment(Object.fromEntries(given) as Record<string, string>);
    expect(Number.parseInt(gateway.stop_grace_period ?? '', 10) * 1000).toBeGreaterThan(SHUTDOWN_GRACE_MS);
  });

  it('starts with secrets of its owner alone, and is reached from this machine alone', () => {
    expect(needed.map(([name]) => name)).toEqual(['API_KEY', 'STATE_SECRET']);
    expect(Object.values(services).flatMap(({ ports }) => ports ?? [])).toEqual(['127.0.0.1:8000:8000']);
  });

  it('waits for what is there and tells of its health', () => {
    for (const { depends_on: needs = {} } of Object.values(services)) {
      for (const [name, { condition }] of Object.entries(needs)) {
        expect([name, condition, services[name]?.healthcheck]).toEqual([name, 'service_healthy', expect.any(Object)]);
      }
    }
  });
});
