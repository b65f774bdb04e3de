import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callNamed } from '../methods/call-method.js';
import { badRequest, notFound, OdooFault, pageNotFound, unauthorized } from '../orm/odoo-fault.js';
import { isJsonObject } from '../orm/row.js';
import { jsonAnswer, NO_SNIFF, type Answer } from './answer.js';
import { missingPage, noDatabasePage, wrongTypePage } from './error-pages.js';
import { parseJson, pathOf, readEnvelope } from './rpc-envelope.js';
import { json2Fault, rpcFault } from './rpc-answers.js';
import { DATABASE, type SandboxServices } from './sandbox-services.js';

interface Names {
  readonly model: string;
  readonly method: string;
}

/** JSON-2: since 19, with an API key, named arguments and real HTTP statuses. */
export function registerJson2Routes(app: FastifyInstance, services: SandboxServices): void {
  const route = new Json2Route(services);
  app.post<{ Params: Names }>('/json/2/:model/:method', (request, reply) => route.call(request, reply, request.params));
  app.all('/json/2', (request, reply) => route.nowhere(request, reply));
  app.all('/json/2/*', (request, reply) => route.nowhere(request, reply));
}

class Json2Route {
  constructor(private readonly services: SandboxServices) {}

  async call(request: FastifyRequest, reply: FastifyReply, names: Names): Promise<FastifyReply> {
    await this.services.runner.run(reply, { path: pathOf(request), ...names }, () =>
      this.guarded(request, () => this.work(request, names)),
    );
    return reply;
  }

  async nowhere(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    await this.services.runner.run(reply, { path: pathOf(request) }, () =>
      this.guarded(request, () => {
        throw notFound('Did you mean POST /json/2/<model>/<method>?');
      }),
    );
    return reply;
  }

  private guarded(request: FastifyRequest, work: () => Answer): Answer {
    if (this.services.database.version === 14) return missing14(request);
    const database = request.headers['x-odoo-database'];
    if (database !== undefined && database !== DATABASE) return noDatabasePage();
    try {
      return work();
    } catch (error) {
      if (error instanceof OdooFault) return json2Fault(error);
      throw error;
    }
  }

  private work(request: FastifyRequest, { model, method }: Names): Answer {
    // No body and no type at all is an empty request.
    const text = request.headers['content-type'] === undefined ? '{}' : request.body;
    if (typeof text !== 'string') return wrongTypePage(19, pathOf(request), 'json2');
    const account = this.services.authenticator.byKey(keyIn(request));
    if (!account) throw unauthorized('Invalid apikey');
    const body = parseJson(text);
    if (body === undefined) throw badRequest(`could not parse the body as json: ${complaintAbout(text)}`);
    const environment = this.services.authenticator.environmentOf(account.uid);
    const result = callNamed(environment, model, method, isJsonObject(body) ? body : {});
    return jsonAnswer(JSON.stringify(result ?? null), NO_SNIFF);
  }
}

/** 14 does not know the address; to a JSON request it says so in JSON. */
function missing14(request: FastifyRequest): Answer {
  if (typeof request.body !== 'string') {
    return request.method === 'POST' ? wrongTypePage(14, pathOf(request), 'json2') : missingPage(14);
  }
  const envelope = readEnvelope(14, request);
  return 'status' in envelope ? envelope : rpcFault(14, null, pageNotFound(), {}, 404);
}

function keyIn(request: FastifyRequest): string {
  const [, key] = /^bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (key !== undefined) return key;
  throw unauthorized('User not authenticated, use an API Key with a Bearer Authorization header.');
}

/** Python's parser names the place; where it is takes no part in what a client does. */
const complaintAbout = (body: string): string =>
  `Expecting value: line 1 column ${body.length + 1} (char ${body.length})`;
