import type { FastifyReply } from 'fastify';
import type { CallLog } from '../faults/call-log.js';
import type { Delays } from '../faults/delays.js';
import type { CallIdentity, FaultController, Trouble } from '../faults/fault-controller.js';
import type { SpoiltAnswer } from '../faults/fault-settings.js';
import { htmlAnswer, type Answer } from './answer.js';

const WITHOUT_WORK: ReadonlySet<SpoiltAnswer> = new Set(['html', 'http-502', 'black-hole', 'reset']);
const SLOW_PIECES = 10;

const LOGIN_PAGE =
  '<!DOCTYPE html>\n<html><head><title>Odoo</title></head><body><form action="/web/login"></form></body></html>';
const BAD_GATEWAY =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n' +
  '<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n';

/** Takes a call through the log, the latency and the faults to its work and its answer. */
export class CallRunner {
  constructor(
    private readonly faults: FaultController,
    private readonly calls: CallLog,
    private readonly delays: Delays,
    private readonly latencyMs: number,
  ) {}

  async run(reply: FastifyReply, call: CallIdentity, work: () => Answer): Promise<void> {
    const { traceparent } = reply.request.headers;
    const end = this.calls.begin(call, traceparent?.toString());
    reply.raw.once('close', () => {
      const isWhole = reply.raw.writableFinished;
      end(isWhole ? 'answered' : 'client-closed', isWhole ? reply.raw.statusCode : undefined);
    });
    const trouble = this.faults.take(call);
    const latency = trouble?.latencyMs ?? this.latencyMs;
    if (latency > 0) await this.delays.wait(latency);
    if (!trouble) {
      send(reply, work());
      return;
    }
    const { answer } = trouble;
    if (answer && WITHOUT_WORK.has(answer)) spoil(reply, answer);
    else await this.sendSpoilt(reply, trouble, work());
  }

  private async sendSpoilt(
    reply: FastifyReply,
    { answer, padBytes, slowBodyMs }: Trouble,
    whole: Answer,
  ): Promise<void> {
    const padded = padBytes > 0 ? { ...whole, body: whole.body + ' '.repeat(padBytes) } : whole;
    if (answer === 'invalid-json') send(reply, { ...padded, body: `${padded.body.slice(0, -1)},` });
    else if (answer === 'truncated-json') truncate(reply, padded);
    else if (answer === 'slow-body') await this.trickle(reply, padded, slowBodyMs);
    else if (answer === 'reset-after-work') reset(reply);
    else if (answer === 'black-hole-after-work') reply.hijack();
    else send(reply, padded);
  }

  private async trickle(reply: FastifyReply, whole: Answer, pauseMs: number): Promise<void> {
    const body = Buffer.from(whole.body);
    const size = Math.max(1, Math.ceil(body.length / SLOW_PIECES));
    reply.hijack();
    reply.raw.writeHead(whole.status, { ...whole.headers, 'content-length': body.length });
    for (let start = 0; start < body.length && !reply.raw.destroyed; start += size) {
      reply.raw.write(body.subarray(start, start + size));
      await this.delays.wait(pauseMs);
    }
    reply.raw.end();
  }
}

/**
 * Past Fastify, which would put its own words into the content type. A client that left while its call waited
 * gets nothing; the work was done all the same, as Odoo does.
 */
function send(reply: FastifyReply, { status, headers, body }: Answer): void {
  reply.hijack();
  if (reply.raw.destroyed) return;
  reply.raw.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  reply.raw.end(body);
}

function spoil(reply: FastifyReply, answer: SpoiltAnswer): void {
  if (answer === 'html') send(reply, htmlAnswer(200, LOGIN_PAGE));
  else if (answer === 'http-502') send(reply, htmlAnswer(502, BAD_GATEWAY));
  else if (answer === 'reset') reset(reply);
  // A black hole: the socket is left open, and closing the server ends it.
  else reply.hijack();
}

function reset(reply: FastifyReply): void {
  reply.hijack();
  reply.raw.socket?.resetAndDestroy();
}

/** Promises the whole body, sends half of it and hangs up. */
function truncate(reply: FastifyReply, { status, headers, body }: Answer): void {
  const bytes = Buffer.from(body);
  reply.hijack();
  reply.raw.writeHead(status, { ...headers, 'content-length': bytes.length });
  reply.raw.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => reply.raw.socket?.end());
}
