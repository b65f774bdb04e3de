import { once } from 'node:events';
import { fastify, type FastifyInstance } from 'fastify';
import { clientGone } from './client-gone.js';

describe('clientGone', () => {
  let server: FastifyInstance;
  let url: string;
  let respond: (signal: AbortSignal) => Promise<unknown>;

  beforeEach(async () => {
    server = fastify();
    server.get('/', async (_request, reply) => respond(clientGone(reply)));
    url = await server.listen({ port: 0, host: '127.0.0.1' });
  });

  afterEach(() => server.close());

  it('is aborted when the client hangs up before its answer', async () => {
    const controller = new AbortController();
    const aborted = new Promise((resolve) => {
      respond = async (signal) => {
        const gone = once(signal, 'abort');
        controller.abort();
        await gone;
        resolve(signal.aborted);
      };
    });
    await expect(fetch(url, { signal: controller.signal })).rejects.toThrow('aborted');
    expect(await aborted).toBe(true);
  });

  it('is left alone when the answer has been given, though the connection ends later', async () => {
    const signals: AbortSignal[] = [];
    const closed: Promise<unknown>[] = [];
    server.server.on('connection', (socket) => closed.push(once(socket, 'close')));
    respond = async (signal) => signals.push(signal);
    await (await fetch(url)).text();
    await (await fetch(url)).text();
    server.server.closeAllConnections();
    await Promise.all(closed);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
  });
});
