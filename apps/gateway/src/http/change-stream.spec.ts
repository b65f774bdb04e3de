import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type ChangeEvent, Forbidden, OdooRejected, toGatewayError } from '#libs/contracts';
import { fastify, type FastifyInstance } from 'fastify';
import { Subject } from 'rxjs';
import { EventStream } from '../../../../test/fixtures/event-stream.js';
import { until } from '../../../../test/fixtures/until.js';
import { ChangeStream } from './change-stream.js';

const MAX_WAITING = 5;
/** Large enough that a few dozen fill every buffer between here and a client that does not read. */
const LARGE = 'x'.repeat(500_000);

const created = (id: number, text = ''): ChangeEvent => ({
  type: 'created',
  model: 'res.partner',
  id,
  record: { id, text },
  cursor: `c${id}`,
});

describe('ChangeStream', () => {
  let server: FastifyInstance;
  let url: string;
  let events: Subject<ChangeEvent>;
  let ended: number;
  let failed: unknown;
  let clients: { close(): void }[];

  beforeEach(async () => {
    events = new Subject();
    ended = 0;
    failed = undefined;
    clients = [];
    server = fastify();
    server.setErrorHandler((error, _request, reply) => reply.status(403).send({ code: toGatewayError(error).code }));
    server.get('/', async (_request, reply) => {
      reply.header('x-request-id', 'r');
      try {
        await new ChangeStream(reply, MAX_WAITING, false, () => 0.5).run(events);
        ended += 1;
      } catch (error) {
        failed = error;
        if (!reply.sent) throw error;
      }
    });
    url = await server.listen({ port: 0, host: '127.0.0.1' });
  });

  afterEach(async () => {
    for (const client of clients) client.close();
    await server.close();
  });

  async function open(first: ChangeEvent): Promise<EventStream> {
    const opening = EventStream.open(url);
    await until(() => events.observed);
    events.next(first);
    const stream = await opening;
    clients.push(stream);
    return stream;
  }

  /** A client that has asked and reads nothing of the answer. */
  async function stalled(): Promise<Socket> {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    clients.push({ close: () => socket.destroy() });
    await once(socket, 'connect');
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await until(() => events.observed);
    return socket;
  }

  it('writes events with the id to come back with, and keeps what hooks have set', async () => {
    const stream = await open(created(1));
    expect(stream.answer.headers.get('x-request-id')).toBe('r');
    const data = { type: 'created', model: 'res.partner', id: 1, record: { id: 1, text: '' } };
    expect(await stream.nextBlock()).toEqual({ id: 'c1', data });
    events.next({ type: 'position', cursor: 'c2' });
    expect(await stream.nextBlock()).toEqual({ id: 'c2' });
    events.next({ type: 'waiting', model: 'res.partner' });
    expect(await stream.nextBlock()).toEqual({ data: { type: 'waiting', model: 'res.partner' } });
  });

  it('leaves a refusal before the first event to the error filter', async () => {
    const opening = EventStream.open(url);
    await until(() => events.observed);
    events.error(new Forbidden('no', { layer: 'model' }));
    const { answer } = await opening;
    expect([answer.status, await answer.json()]).toEqual([403, { code: 'forbidden' }]);
  });

  it('tells of a failure in the stream, and ends it', async () => {
    const stream = await open(created(1));
    await stream.next();
    events.error(new OdooRejected('odd'));
    const error = { code: 'odoo_rejected', message: 'odd', layer: 'odoo', retryable: false };
    expect(await stream.next()).toEqual({ type: 'error', error });
    expect(await stream.nextBlock()).toBeUndefined();
    await until(() => failed !== undefined);
    expect(failed).toMatchObject({ code: 'odoo_rejected' });
  });

  it('ends with its source, and spreads those who come back', async () => {
    const stream = await open(created(1));
    await stream.next();
    events.complete();
    expect(await stream.nextBlock()).toEqual({ retry: '3500' });
    expect(await stream.nextBlock()).toBeUndefined();
  });

  it('stops listening when the client has gone', async () => {
    const stream = await open(created(1));
    stream.close();
    await until(() => !events.observed && ended === 1);
    expect(events.observed).toBe(false);
  });

  it('drops a client that does not read, with a word, while another one is told everything', async () => {
    const reader = await open(created(0));
    await reader.next();
    await stalled();
    await until(() => events.observers.length === 2);
    let told = 0;
    while (events.observers.length === 2 && told < 200) {
      events.next(created(++told, LARGE));
      expect(await reader.next()).toMatchObject({ id: told });
    }
    expect(events.observers).toHaveLength(1);
    expect(told).toBeGreaterThan(MAX_WAITING);
    expect(told).toBeLessThan(200);
    expect(failed).toMatchObject({ code: 'rate_limited' });
  });

  it('says why to a client that reads again', async () => {
    const socket = await stalled();
    for (let id = 1; id <= 40; id += 1) events.next(created(id, LARGE));
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-2000);
    });
    socket.resume();
    await once(socket, 'end');
    expect(text).toContain('"type":"error","error":{"code":"rate_limited"');
  });
});
