import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { WireProxy, type WireFaults, type WireScript } from '../faults/wire-proxy.js';
import { type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';
import { until } from '../fixtures/until.js';

const READ = { method: 'odoo_search', params: { model: 'res.partner', fields: ['name'], limit: 1 }, id: 'x' };
const WRITE = { method: 'odoo_create', params: { model: 'res.partner', values: { name: 'Wire' } }, id: 'x' };

const page = (status: string, type: string, body: string, length = body.length): WireFaults['corrupt'] => {
  const text = `HTTP/1.1 ${status}\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n${body}`;
  return () => Buffer.from(text);
};

describe('what may happen on the way to Odoo', () => {
  let sandbox: Sandbox;
  let proxy: WireProxy;
  let gateway: RunningGateway;

  beforeAll(async () => {
    sandbox = await startSandbox();
    proxy = await WireProxy.start(sandbox.url);
    gateway = await startGateway({
      ...sandboxSettings(sandbox),
      ODOO_URL: proxy.url,
      MCP_MODE: 'readwrite',
      ODOO_TIMEOUT_MS: '400',
    });
  });

  afterAll(async () => {
    await gateway.close();
    await proxy.close();
    await sandbox.close();
  });

  const codeOf = async (call: object) => {
    const { body } = await gateway.post('/mcp/tools/call', call);
    return (body as { error?: { data: { code: string } } }).error?.data.code ?? 'ok';
  };

  const timersOf = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length - proxy.waiting;

  it.each<[string, WireScript, string]>([
    ['a latency beyond all patience', { down: { latencyMs: 30_000 } }, 'odoo_timeout'],
    ['a latency before Odoo', { up: { latencyMs: 30_000 } }, 'odoo_timeout'],
    ['no answer', { down: { cut: { afterBytes: 0, by: 'black-hole' } } }, 'odoo_timeout'],
    ['a request that nobody gets', { up: { cut: { afterBytes: 0, by: 'black-hole' } } }, 'odoo_timeout'],
    ['a reset', { down: { cut: { afterBytes: 0, by: 'reset' } } }, 'odoo_unavailable'],
    ['a reset in the middle', { down: { cut: { afterBytes: 250, by: 'reset' } } }, 'odoo_unavailable'],
    ['an answer that is half closed', { down: { cut: { afterBytes: 0, by: 'half-close' } } }, 'odoo_unavailable'],
    ['a byte at a time', { down: { trickle: { bytes: 1, everyMs: 100 } } }, 'odoo_timeout'],
    [
      'half of the JSON',
      { down: { corrupt: page('200 OK', 'application/json', '{"jsonrpc":"2.0","resu') } },
      'odoo_unavailable',
    ],
    ['what is no JSON', { down: { corrupt: page('200 OK', 'application/json', '{bad}') } }, 'odoo_unavailable'],
    [
      'a page of a proxy',
      { down: { corrupt: page('502 Bad Gateway', 'text/html', '<h1>502</h1>') } },
      'odoo_unavailable',
    ],
    ['a length that is too long', { down: { corrupt: page('200 OK', 'application/json', '{}', 500) } }, 'odoo_timeout'],
    [
      'a length that is too short',
      { down: { corrupt: page('200 OK', 'application/json', '{"a":1}', 3) } },
      'odoo_unavailable',
    ],
    ['noise', { down: { corrupt: () => Buffer.from('\u0000\u0001noise') } }, 'odoo_unavailable'],
  ])('%s: reads and writes end with their errors, and it serves again', async (_name, script, read) => {
    expect(await codeOf(READ)).toBe('ok');
    const before = { sockets: proxy.open, timers: timersOf() };
    proxy.behave(script);
    expect(await codeOf(READ)).toBe(read);
    proxy.behave({});
    expect(await codeOf(READ)).toBe('ok');
    proxy.behave(script);
    expect(await codeOf(WRITE)).toBe('outcome_unknown');
    proxy.behave({});
    expect(await codeOf(READ)).toBe('ok');
    await until(() => proxy.open <= Math.max(1, before.sockets));
    // The test's own client may keep two.
    expect(timersOf()).toBeLessThanOrEqual(before.timers + 2);
  });
});
