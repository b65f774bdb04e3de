import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type Environment, type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { until } from '../fixtures/until.js';

const HEAD = `Host: localhost\r\nAuthorization: Bearer ${TEST_KEY}\r\n`;

describe('what one client may ask of the process', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;

  beforeAll(async () => {
    sandbox = await startSandbox();
  });

  afterAll(() => sandbox.close());

  afterEach(() => gateway.close());

  async function start(settings: Environment = {}): Promise<void> {
    gateway = await startGateway({ ...sandboxSettings(sandbox), RATE_LIMIT_REQUESTS: '100000', ...settings });
  }

  /** @param from an address of this machine. */
  async function open(from = '127.0.0.1'): Promise<Socket> {
    const { hostname, port } = new URL(gateway.url);
    const socket = connect({ port: Number(port), host: hostname, localAddress: from });
    socket.on('error', () => socket.destroy());
    await once(socket, 'connect');
    return socket;
  }

  /** Everything that is answered until the gateway closes. */
  async function told(socket: Socket): Promise<string> {
    let text = '';
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString();
    });
    // Not `once`, which would throw where the gateway has hung up on what was still being sent.
    await new Promise((resolve) => {
      socket.once('close', resolve);
    });
    return text;
  }

  async function answerTo(text: string): Promise<string> {
    const socket = await open();
    socket.write(text);
    return (await told(socket)).split('\r\n')[0] ?? '';
  }

  const closing = `${HEAD}Connection: close\r\n`;

  it.each([
    ['a head that is too large', `GET /mcp/mode HTTP/1.1\r\n${closing}X-A: ${'x'.repeat(5000)}\r\n\r\n`, 431],
    ['too many headers', `GET /mcp/mode HTTP/1.1\r\n${closing}${'X-A: x\r\n'.repeat(60)}\r\n`, 431],
    ['a URL that is too long', `GET /mcp/mode?${'x'.repeat(2000)} HTTP/1.1\r\n${closing}\r\n`, 414],
    ['an expectation that nobody knows', `GET /mcp/mode HTTP/1.1\r\n${closing}Expect: miracles\r\n\r\n`, 417],
    [
      'two lengths',
      `POST /mcp/tools/list HTTP/1.1\r\n${closing}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
  ])('refuses %s', async (_name, text, status) => {
    await start({ MAX_HEADER_BYTES: '4096', MAX_HEADERS: '50', MAX_URL_LENGTH: '1000' });
    expect(await answerTo(text)).toContain(`HTTP/1.1 ${status} `);
  });

  it('hangs up on who sends extensions of a chunk without end', async () => {
    await start();
    const socket = await open();
    const head = `POST /mcp/tools/list HTTP/1.1\r\n${HEAD}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    socket.write(`${head}2;${'x'.repeat(100_000)}`);
    expect(await told(socket)).not.toContain('HTTP/1.1 200 ');
  });

  it('unpacks nothing: a small body cannot grow', async () => {
    await start();
    const packed = gzipSync(JSON.stringify({ params: ' '.repeat(1_000_000) }));
    const answer = await fetch(`${gateway.url}/mcp/tools/list`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${TEST_KEY}`,
        'content-type': 'application/json',
        'content-encoding': 'gzip',
      },
      body: packed,
    });
    expect([answer.status, await answer.json()]).toMatchObject([
      415,
      { error: { data: { code: 'unsupported_encoding' } } },
    ]);
  });

  it('answers requests that are sent at once over one connection, up to their number', async () => {
    await start({ MAX_REQUESTS_PER_CONNECTION: '20' });
    const socket = await open();
    const statuses: string[] = [];
    socket.on('data', (bytes: Buffer) => statuses.push(...(bytes.toString().match(/HTTP\/1\.1 \d+/g) ?? [])));
    socket.write(`GET /mcp/mode HTTP/1.1\r\n${HEAD}\r\n`.repeat(25));
    await until(() => statuses.length === 25);
    expect(statuses.slice(0, 20)).toEqual(Array(20).fill('HTTP/1.1 200'));
    expect(statuses.slice(20)).toEqual(Array(5).fill('HTTP/1.1 503'));
    socket.destroy();
  });

  it.each([
    ['head', `GET /mcp/mode HTTP/1.1\r\n${HEAD}X-`],
    ['body', `POST /mcp/tools/list HTTP/1.1\r\n${HEAD}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{`],
  ])('does not wait for ever for the rest of a %s', async (_name, text) => {
    await start({ HEADERS_TIMEOUT_MS: '200', REQUEST_TIMEOUT_MS: '400' });
    expect(await answerTo(text)).toContain('HTTP/1.1 408 ');
  });

  it('takes so many connections of one address, and any of another', async () => {
    await start({ MAX_CONNECTIONS_PER_ADDRESS: '5' });
    const mine = await Promise.all(Array.from({ length: 5 }, () => open('127.0.0.2')));
    const beyond = await open('127.0.0.2');
    await once(beyond.resume(), 'close');
    const other = await open('127.0.0.3');
    other.write(`GET /mcp/mode HTTP/1.1\r\n${closing}\r\n`);
    expect(await told(other)).toContain('HTTP/1.1 200 ');
    // A place that is given back is taken again.
    const [first] = mine;
    first?.write(`GET /mcp/mode HTTP/1.1\r\n${closing}\r\n`);
    expect(await told(first as Socket)).toContain('HTTP/1.1 200 ');
    const next = await open('127.0.0.2');
    next.write(`GET /mcp/mode HTTP/1.1\r\n${closing}\r\n`);
    expect(await told(next)).toContain('HTTP/1.1 200 ');
    for (const socket of mine) socket.destroy();
  });

  it('does not count the connections of a trusted proxy by its address', async () => {
    await start({ MAX_CONNECTIONS_PER_ADDRESS: '1', TRUSTED_PROXIES: '127.0.0.2' });
    await open('127.0.0.2');
    const second = await open('127.0.0.2');
    second.write(`GET /health HTTP/1.1\r\n${closing}\r\n`);
    expect(await told(second)).toContain('HTTP/1.1 200 ');
  });

  it('takes so many connections in all', async () => {
    await start({ MAX_CONNECTIONS: '2' });
    await Promise.all([open('127.0.0.2'), open('127.0.0.3')]);
    expect(await told(await open('127.0.0.4'))).toBe('');
  });

  it('serves others while some hundred connections send nothing but drops', async () => {
    await start({ HEADERS_TIMEOUT_MS: '60000', MAX_CONNECTIONS_PER_ADDRESS: '250' });
    const slow = await Promise.all(Array.from({ length: 300 }, () => open('127.0.0.2')));
    for (const socket of slow) socket.write('GET /mcp/mode HTTP/1.1\r\nX-');
    const statuses = await Promise.all(
      Array.from({ length: 30 }, async () => {
        const good = await open('127.0.0.3');
        good.write(`GET /mcp/mode HTTP/1.1\r\n${closing}\r\n`);
        return (await told(good)).slice(0, 12);
      }),
    );
    expect(new Set(statuses)).toEqual(new Set(['HTTP/1.1 200']));
    for (const socket of slow) socket.destroy();
  });
});
