import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { pauseProcess, processState, resumeProcess } from '../faults/paused-process.js';
import { WireProxy, type WireScript } from '../faults/wire-proxy.js';
import { until } from '../fixtures/until.js';

const TEXT = 'abcdefghij';

describe('the wire proxy', () => {
  let echo: Server;
  let proxy: WireProxy;

  beforeEach(async () => {
    echo = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('error', () => socket.destroy());
      socket.pipe(socket);
    });
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
    proxy = await WireProxy.start(`http://127.0.0.1:${(echo.address() as AddressInfo).port}`);
  });

  afterEach(async () => {
    await proxy.close();
    echo.close();
  });

  interface Client {
    readonly socket: Socket;
    got: string;
    /** `end` where the other side has said so, `reset` where it has broken off. */
    fate: string;
  }

  async function sent(script?: WireScript | ((connection: number) => WireScript)): Promise<Client> {
    if (script) proxy.behave(script);
    const socket = connect({ port: Number(new URL(proxy.url).port), host: '127.0.0.1', allowHalfOpen: true });
    const client: Client = { socket, got: '', fate: '' };
    socket.on('data', (bytes: Buffer) => {
      client.got += bytes.toString();
    });
    socket.once('end', () => {
      client.fate = 'end';
    });
    socket.once('error', () => {
      client.fate = 'reset';
    });
    await once(socket, 'connect');
    socket.write(TEXT);
    return client;
  }

  it('passes everything where nothing is said, and the end of it', async () => {
    const client = await sent();
    await until(() => client.got === TEXT);
    client.socket.end();
    await until(() => client.fate !== '');
    expect(client.fate).toBe('end');
  });

  it.each([
    ['reset', 'reset'],
    ['end', 'end'],
    ['half-close', 'end'],
  ] as const)('cuts after so many bytes: %s', async (by, fate) => {
    const client = await sent({ down: { cut: { afterBytes: 4, by } } });
    await until(() => client.fate === fate);
    // A reset throws away what has not been read.
    expect('abcd').toContain(client.got);
    client.socket.destroy();
    await until(() => proxy.open === 0);
  });

  it('resets a new connection at once, and goes on with those that are there', async () => {
    const old = await sent();
    await until(() => old.got === TEXT);
    const refused = sent({ refuse: true }).then(
      async (client) => until(() => client.fate === 'reset'),
      (error: unknown) => expect(error).toMatchObject({ code: 'ECONNRESET' }),
    );
    await refused;
    old.socket.write(TEXT);
    await until(() => old.got === TEXT + TEXT);
    old.socket.destroy();
  });

  it('swallows what comes after so many bytes', async () => {
    const client = await sent({ up: { cut: { afterBytes: 3, by: 'black-hole' } } });
    await until(() => client.got === 'abc');
    proxy.behave({});
    client.socket.write(TEXT);
    const other = await sent();
    await until(() => other.got === TEXT);
    expect([client.got, client.fate]).toEqual(['abc', '']);
    client.socket.destroy();
    other.socket.destroy();
  });

  it('trickles, delays and corrupts', async () => {
    const upper = (bytes: Buffer): Buffer => Buffer.from(bytes.toString().toUpperCase());
    const client = await sent({
      up: { latencyMs: 5, corrupt: upper },
      down: { trickle: { bytes: 1, everyMs: 1 } },
    });
    await until(() => client.got.length === TEXT.length);
    expect(client.got).toBe(TEXT.toUpperCase());
    client.socket.destroy();
  });

  it('tells connections apart', async () => {
    const script = (connection: number): WireScript =>
      connection === 1 ? { down: { cut: { afterBytes: 0, by: 'reset' } } } : {};
    const first = await sent(script);
    const second = await sent();
    await until(() => first.fate === 'reset' && second.got === TEXT);
    expect(proxy.connections).toBe(2);
    second.socket.destroy();
  });
});

describe('a process that is paused', () => {
  it('does nothing until it is resumed', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.pipe(process.stdout)']);
    let got = '';
    child.stdout.on('data', (bytes: Buffer) => {
      got += bytes.toString();
    });
    child.stdin.write('a');
    await until(() => got === 'a');
    pauseProcess(child);
    await until(() => processState(child) === 'T');
    child.stdin.write('b');
    expect(processState(child)).toBe('T');
    resumeProcess(child);
    await until(() => got === 'ab');
    child.stdin.end();
    await once(child, 'close');
  });
});
