import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CallIdentity } from '../faults/fault-controller.js';
import { callMethod } from '../methods/call-method.js';
import { missingRecord } from '../orm/integrity-errors.js';
import {
  accessDenied,
  missingArguments,
  noSuchDatabase,
  OdooFault,
  pythonError,
  userError,
} from '../orm/odoo-fault.js';
import { pythonString } from '../orm/python-text.js';
import { isJsonList, isJsonObject, type Json, type JsonObject } from '../orm/row.js';
import { pathOf, readEnvelope } from './rpc-envelope.js';
import { rpcFault, rpcResult } from './rpc-answers.js';
import { DATABASE, type SandboxServices } from './sandbox-services.js';
import { versionInfo } from './server-version.js';

/** The `common` and `object` services. */
export function registerJsonRpcRoute(app: FastifyInstance, services: SandboxServices): void {
  const route = new JsonRpcRoute(services);
  app.post('/jsonrpc', (request, reply) => route.answer(request, reply));
}

class JsonRpcRoute {
  constructor(private readonly services: SandboxServices) {}

  async answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { version } = this.services.database;
    const envelope = readEnvelope(version, request);
    const params = 'params' in envelope ? envelope.params : {};
    await this.services.runner.run(reply, identityOf(request, params), () => {
      if ('status' in envelope) return envelope;
      try {
        return rpcResult(version, envelope.id, this.dispatch(params, request.ip));
      } catch (error) {
        if (!(error instanceof OdooFault)) throw error;
        return rpcFault(version, envelope.id, error);
      }
    });
    return reply;
  }

  private dispatch(params: JsonObject, address: string): Json | undefined {
    const missing = ['service', 'method', 'args'].filter((name) => !(name in params));
    const { version } = this.services.database;
    if (missing.length > 0) throw missingArguments(`${version === 19 ? 'JSONRPC.' : ''}jsonrpc()`, missing);
    const { service, method, args = [] } = params;
    const given = isJsonList(args) ? args : [];
    if (service === 'common') return this.common(pythonString(method), given, address);
    if (service === 'object') return this.object(pythonString(method), given, address);
    throw version === 19
      ? pythonError('KeyError', pythonString(service))
      : pythonError('UnboundLocalError', "local variable 'dispatch' referenced before assignment");
  }

  private common(method: string, [db, login, secret]: readonly Json[], address: string): Json {
    const { authenticator, database } = this.services;
    if (method === 'version') return versionInfo(database.version);
    if (method !== 'login' && method !== 'authenticate') {
      throw new OdooFault('builtins.Exception', `Method not found: ${method}`, 500);
    }
    if (db !== DATABASE) throw noSuchDatabase(database.version, pythonString(db));
    try {
      return authenticator.byPasswordOrKey({ login: pythonString(login) }, pythonString(secret), address).uid;
    } catch (error) {
      if (error instanceof OdooFault) return false;
      throw error;
    }
  }

  private object(method: string, args: readonly Json[], address: string): Json | undefined {
    const { authenticator, database } = this.services;
    const [db, uid, secret, model, name, ...rest] = args;
    if (!secret) throw accessDenied();
    const { positional, named } = argumentsOf(method, rest, database.version);
    if (db !== DATABASE) throw noSuchDatabase(database.version, pythonString(db));
    const caller = Number(uid);
    if (!authenticator.knows(caller)) {
      throw missingRecord(authenticator.environmentOf(caller), database.table('res.users').model, caller);
    }
    const account = authenticator.byPasswordOrKey({ uid: caller }, pythonString(secret), address);
    const modelName = pythonString(model);
    if (!database.has(modelName)) throw userError(`Object ${modelName} doesn't exist`);
    return callMethod(authenticator.environmentOf(account.uid), modelName, pythonString(name), positional, named);
  }
}

interface CallArguments {
  readonly positional: readonly Json[];
  readonly named: JsonObject;
}

/** `execute` takes the arguments themselves, `execute_kw` a list and a dict of them. */
function argumentsOf(method: string, rest: readonly Json[], version: number): CallArguments {
  if (method === 'execute') return { positional: rest, named: {} };
  if (method !== 'execute_kw') throw pythonError('NameError', `Method not available ${method}`);
  const [positional, named] = rest;
  if (positional === undefined) {
    throw version === 19
      ? pythonError('ValueError', 'not enough values to unpack (expected 2, got 0)')
      : missingArguments('execute_kw()', ['args']);
  }
  return { positional: isJsonList(positional) ? positional : [], named: isJsonObject(named) ? named : {} };
}

/** `object` calls are known by their model and method, `common` ones by the method alone. */
function identityOf(request: FastifyRequest, { service, method, args }: JsonObject): CallIdentity {
  const path = pathOf(request);
  const [, , , model, name] = isJsonList(args) ? args : [];
  if (service === 'object' && typeof model === 'string' && typeof name === 'string') {
    return { path, model, method: name };
  }
  return typeof method === 'string' ? { path, method } : { path };
}
