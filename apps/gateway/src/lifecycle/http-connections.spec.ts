import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Logger } from '#libs/observability';
import { until } from '../../../../test/fixtures/until.js';
import { HttpConnections } from './http-connections.js';

const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

describe('HttpConnections', () => {
  let server: Server;
  let connections: HttpConnections;
  let waiting: ServerResponse[];
  let clients: Socket[];

  beforeEach(async () => {
    waiting = [];
    clients = [];
    server = createServer((_request, response) => void waiting.push(response));
    const limits = { maxConnections: 10, maxConnectionsPerAddress: 4 };
    connections = new HttpConnections(server, limits, [], { debug: () => {} } as unknown as Logger);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    for (const client of clients) client.destroy();
    server.close();
    await once(server, 'close');
  });

  /** Resolves when the server has it, too. */
  async function open(text: string): Promise<Socket> {
    const accepted = once(server, 'connection');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    clients.push(client);
    await Promise.all([accepted, once(client, 'connect')]);
    client.resume();
    client.write(text);
    return client;
  }

  it('closes those on which nothing, or half a request, was sent, and leaves those that wait for an answer', async () => {
    const silent = await open('');
    const half = await open(REQUEST.slice(0, 10));
    const asking = await open(REQUEST);
    await until(() => waiting.length === 1);
    const closed = Promise.all([once(silent, 'close'), once(half, 'close')]);
    connections.closeIdle();
    await closed;
    expect(asking.destroyed).toBe(false);
    waiting[0]?.end('answer');
    await once(asking, 'data');
    const end = once(asking, 'close');
    connections.closeIdle();
    await end;
  });

  it('counts those that it refuses, by the limit', async () => {
    await Promise.all(Array.from({ length: 4 }, () => open('')));
    expect(connections.refused).toEqual({ total: 0, address: 0 });
    const beyond = await open('');
    await once(beyond, 'close');
    expect(connections.refused).toEqual({ total: 0, address: 1 });
    server.maxConnections = 4;
    const last = connect((server.address() as AddressInfo).port, '127.0.0.1').resume();
    await once(last, 'close');
    expect(connections.refused).toEqual({ total: 1, address: 1 });
  });

  it('waits for the last of several answers on one', async () => {
    const asking = await open(REQUEST.repeat(2));
    await until(() => waiting.length === 2);
    waiting[0]?.end('first');
    await once(asking, 'data');
    connections.closeIdle();
    waiting[1]?.end('second');
    const [answer] = (await once(asking, 'data')) as [Buffer];
    expect(answer.toString()).toContain('second');
  });
});
