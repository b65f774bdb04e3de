import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CallIdentity } from '../faults/fault-controller.js';
import { callMethod } from '../methods/call-method.js';
import {
  accessError,
  missingArguments,
  noSuchDatabase,
  OdooFault,
  SESSION_EXPIRED,
  sessionExpired,
} from '../orm/odoo-fault.js';
import { pythonString } from '../orm/python-text.js';
import { isJsonList, isJsonObject, type Json, type JsonObject } from '../orm/row.js';
import { jsonAnswer, NO_SNIFF, type Answer } from './answer.js';
import { missingPage } from './error-pages.js';
import { pathOf, readEnvelope, type RpcEnvelope } from './rpc-envelope.js';
import { rpcFault, rpcResult } from './rpc-answers.js';
import { DATABASE, type SandboxServices } from './sandbox-services.js';
import { versionInfo, versionTuple } from './server-version.js';
import { sessionInfo } from './session-info.js';
import { sessionIdIn } from './session-store.js';

/** The web client's doors: version, login and call_kw with the session's cookie. */
export function registerSessionRoutes(app: FastifyInstance, services: SandboxServices): void {
  const routes = new SessionRoutes(services);
  app.get('/web/version', (request, reply) => routes.version(request, reply));
  app.post('/web/webclient/version_info', (request, reply) => routes.versionInfo(request, reply));
  app.post('/web/session/authenticate', (request, reply) => routes.authenticate(request, reply));
  app.post('/web/dataset/call_kw', (request, reply) => routes.callKw(request, reply));
  app.post('/web/dataset/call_kw/*', (request, reply) => routes.callKw(request, reply));
}

class SessionRoutes {
  constructor(private readonly services: SandboxServices) {}

  async version(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { version } = this.services.database;
    await this.services.runner.run(reply, { path: pathOf(request) }, () => {
      if (version === 14) return missingPage(version);
      const body = JSON.stringify({ version_info: versionTuple(version), version: `${version}.0` });
      return jsonAnswer(body, this.visitorHeaders(request));
    });
    return reply;
  }

  async versionInfo(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { version } = this.services.database;
    return this.answer(request, reply, { path: pathOf(request) }, ({ id }) =>
      rpcResult(version, id, versionInfo(version), this.visitorHeaders(request)),
    );
  }

  async authenticate(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { authenticator, database, sessions } = this.services;
    return this.answer(request, reply, { path: pathOf(request), method: 'authenticate' }, ({ id, params }) => {
      const { db, login, password } = credentialsIn(params, database.version);
      if (db !== DATABASE) throw this.unknownDatabase(db);
      const account = authenticator.byPassword(login, password, request.ip);
      const result = account.hasTwoFactors ? { uid: null } : sessionInfo(account, database.version);
      const cookie = account.hasTwoFactors ? sessions.visitorCookie() : sessions.cookie(sessions.open(account.uid));
      // 19 sends it twice.
      return rpcResult(database.version, id, result, {
        'set-cookie': database.version === 19 ? [cookie, cookie] : cookie,
      });
    });
  }

  async callKw(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const envelope = readEnvelope(this.services.database.version, request);
    const params = 'params' in envelope ? envelope.params : {};
    const identity: CallIdentity = { path: pathOf(request), ...namesIn(params) };
    return this.answer(request, reply, identity, ({ id }) => this.runCall(request, identity, id, params), envelope);
  }

  private runCall(request: FastifyRequest, identity: CallIdentity, id: Json, params: JsonObject): Answer {
    const { authenticator, database, faults, sessions } = this.services;
    const sessionId = sessionIdIn(request.headers.cookie);
    if (faults.takeExpiry(identity)) sessions.drop(sessionId);
    const uid = sessions.uidOf(sessionId);
    if (uid === undefined) throw sessionExpired();
    const { model, method, args, kwargs } = callIn(params, database.version);
    const result = callMethod(authenticator.environmentOf(uid), model, method, args, kwargs);
    const rotation = faults.takeRotation(identity);
    const known = rotation ? sessions.rotate(sessionId, uid, rotation.graceMs) : sessionId;
    const isTold = rotation !== undefined || database.version === 14;
    return rpcResult(database.version, id, result, isTold ? { 'set-cookie': sessions.cookie(known) } : {});
  }

  /** Reads the envelope, runs the work and turns what it throws into this version's error. */
  private async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    identity: CallIdentity,
    work: (envelope: RpcEnvelope) => Answer,
    envelope = readEnvelope(this.services.database.version, request),
  ): Promise<FastifyReply> {
    await this.services.runner.run(reply, identity, () => {
      if ('status' in envelope) return envelope;
      try {
        return work(envelope);
      } catch (error) {
        if (error instanceof OdooFault) return this.failure(request, envelope.id, error);
        throw error;
      }
    });
    return reply;
  }

  /** 19 answers an expired session and an unknown model before it has read the request's id; 14 repeats its cookie. */
  private failure(request: FastifyRequest, id: Json, fault: OdooFault): Answer {
    const { version } = this.services.database;
    if (version === 14) return rpcFault(version, id, fault, this.visitorHeaders(request));
    const isEarly = fault.fault === SESSION_EXPIRED || fault.fault === 'werkzeug.exceptions.NotFound';
    return rpcFault(version, isEarly ? null : id, fault);
  }

  /** Who comes without a session is given one, in nobody's name; 14 repeats the cookie in every answer. */
  private visitorHeaders(request: FastifyRequest): Answer['headers'] {
    const { database, sessions } = this.services;
    const sessionId = sessionIdIn(request.headers.cookie);
    const isKnown = sessions.uidOf(sessionId) !== undefined;
    if (database.version === 14) {
      return { 'set-cookie': isKnown ? sessions.cookie(sessionId) : sessions.visitorCookie() };
    }
    return isKnown ? NO_SNIFF : { 'set-cookie': sessions.visitorCookie(), ...NO_SNIFF };
  }

  private unknownDatabase(name: string): OdooFault {
    const { version } = this.services.database;
    return version === 19 ? accessError('Database not found.') : noSuchDatabase(version, name);
  }
}

function credentialsIn(params: JsonObject, version: number): Record<'db' | 'login' | 'password', string> {
  const names = ['db', 'login', 'password'] as const;
  const missing = names.filter((name) => !(name in params));
  if (missing.length > 0) throw missingArguments(`${version === 19 ? 'Session.' : ''}authenticate()`, missing);
  const [db = '', login = '', password = ''] = names.map((name) => pythonString(params[name]));
  return { db, login, password };
}

function namesIn({ model, method }: JsonObject): { model?: string; method?: string } {
  return {
    ...(typeof model === 'string' ? { model } : {}),
    ...(typeof method === 'string' ? { method } : {}),
  };
}

interface Call {
  readonly model: string;
  readonly method: string;
  readonly args: readonly Json[];
  readonly kwargs: JsonObject;
}

function callIn(params: JsonObject, version: number): Call {
  const missing = ['model', 'method', 'args', 'kwargs'].filter((name) => !(name in params));
  if (missing.length > 0) throw missingArguments(`${version === 19 ? 'DataSet.' : ''}call_kw()`, missing);
  const { model, method, args = [], kwargs = {} } = params;
  return {
    model: pythonString(model),
    method: pythonString(method),
    args: isJsonList(args) ? args : [],
    kwargs: isJsonObject(kwargs) ? kwargs : {},
  };
}
