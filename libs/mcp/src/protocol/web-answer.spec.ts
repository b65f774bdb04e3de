import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { ReadableStream } from 'node:stream/web';
import { giveWebAnswer } from './web-answer.js';

const EVENTS = { 'content-type': 'text/event-stream', connection: 'keep-alive' };

describe('giveWebAnswer', () => {
  let server: Server;
  let given: Promise<void>;

  async function ask(answer: Response): Promise<IncomingMessage> {
    server = createServer((_request, response) => {
      given = giveWebAnswer(response, answer);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const [response] = await once(get({ port, host: '127.0.0.1', agent: false }), 'response');
    return response as IncomingMessage;
  }

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('gives JSON whole, with status and headers, except the one of the connection', async () => {
    const json = Response.json({ a: 'ü' }, { status: 404, headers: { 'x-more': '1', connection: 'upgrade' } });
    const response = await ask(json);
    expect(response.statusCode).toBe(404);
    const head = { 'content-type': 'application/json', 'content-length': '10', 'x-more': '1' };
    expect(response.headers).toMatchObject(head);
    expect(response.headers.connection).toBe('close');
    expect(await text(response)).toBe('{"a":"ü"}');
  });

  it('gives nothing where there is no body', async () => {
    const response = await ask(new Response(null, { status: 202 }));
    expect(response.statusCode).toBe(202);
    expect(await text(response)).toBe('');
  });

  it('gives the head of a stream whose body is long in coming', async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const response = await ask(new Response(readable, { headers: EVENTS }));
    expect(response.headers['content-type']).toBe('text/event-stream');
    const writer = writable.getWriter();
    await writer.write(Buffer.from('late'));
    await writer.close();
    expect(await text(response)).toBe('late');
  });

  it('gives a body that is larger than what its client takes at a time', async () => {
    const chunk = 'x'.repeat(1_000_000);
    const stream = ReadableStream.from(Array.from({ length: 20 }, () => Buffer.from(chunk)));
    const response = await ask(new Response(stream as BodyInit, { headers: EVENTS }));
    expect((await text(response)).length).toBe(20_000_000);
  });

  it('cancels the body when the client leaves while it waits for more', async () => {
    const cancelled = Promise.withResolvers<void>();
    const stream = new ReadableStream({
      start: (controller) => controller.enqueue(Buffer.from('first')),
      cancel: () => cancelled.resolve(),
    });
    const response = await ask(new Response(stream as BodyInit, { headers: EVENTS }));
    await once(response, 'data');
    response.destroy();
    await cancelled.promise;
    await expect(given).resolves.toBeUndefined();
  });

  it('cancels the body when the client leaves without reading', async () => {
    const cancelled = Promise.withResolvers<void>();
    const stream = new ReadableStream({
      pull: (controller) => controller.enqueue(Buffer.alloc(1_000_000)),
      cancel: () => cancelled.resolve(),
    });
    const response = await ask(new Response(stream as BodyInit, { headers: EVENTS }));
    response.destroy();
    await cancelled.promise;
    await expect(given).resolves.toBeUndefined();
  });

  it('breaks off where the body does', async () => {
    const pulled = ['first'];
    const stream = new ReadableStream({
      pull: (controller) => {
        const next = pulled.pop();
        if (next === undefined) controller.error(new Error('broken'));
        else controller.enqueue(Buffer.from(next));
      },
    });
    await expect(ask(new Response(stream as BodyInit, { headers: EVENTS })).then(text)).rejects.toThrow(
      /socket hang up|aborted/,
    );
    await given;
  });
});
