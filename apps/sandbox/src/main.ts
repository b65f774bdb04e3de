import { startSandbox, type OdooVersion, type Sandbox } from './sandbox.js';

const DEFAULT_PORT = 8169;

function numberFrom(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new Error(`${name} must be a whole number, not "${text}"`);
}

function versionFrom(name: string): OdooVersion {
  const value = numberFrom(name) ?? 19;
  if (value === 14 || value === 19) return value;
  throw new Error(`${name} must be 14 or 19, not ${value}`);
}

async function start(): Promise<Sandbox> {
  const partners = numberFrom('SANDBOX_PARTNERS');
  return startSandbox({
    port: numberFrom('SANDBOX_PORT') ?? DEFAULT_PORT,
    host: process.env['SANDBOX_HOST'] || '127.0.0.1',
    version: versionFrom('SANDBOX_VERSION'),
    latencyMs: numberFrom('SANDBOX_LATENCY_MS') ?? 0,
    sampleModels: numberFrom('SANDBOX_SAMPLE_MODELS') ?? 0,
    ...(partners === undefined ? {} : { partners }),
  });
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isTaken = 'code' in error && error.code === 'EADDRINUSE';
  return isTaken ? `${error.message}; set SANDBOX_PORT to another one` : error.message;
}

try {
  const sandbox = await start();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
  console.log(
    `sandbox: Odoo ${sandbox.version}.0 look-alike at ${sandbox.url}, database ${sandbox.database}, admin / admin`,
  );
} catch (error) {
  console.error(`sandbox: ${explain(error)}`);
  process.exitCode = 1;
}
