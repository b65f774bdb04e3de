import {
  type AuditTrail,
  type Access,
  type CallEnd,
  type CallOptions,
  type DomainLimits,
  type Effect,
  type FieldDefinitions,
  Forbidden,
  GatewayError,
  type GuardedPort,
  type OdooClients,
  type OdooConnection,
  type OdooConnections,
  type OdooExecutor,
  type OdooGuard,
  type OdooReader,
  type OdooServerInfo,
  type OdooWriter,
  type Operation,
  type PortOrigin,
  type Principal,
  requireScopes,
  type SchemaPort,
  type VersionedCaller,
} from '#libs/contracts';
import { type Decision, decide, decideMethod, isClosedModel } from './access-policy.js';
import { type Actor, AuditedConnection } from './audited-connection.js';
import { effectOf } from './effect.js';
import { fieldPathsOf } from './field-paths.js';
import { maskSecrets, type Unseen, withoutProtectedFields } from './masking.js';
import { answersUnasked, classOf } from './method-classes.js';
import { narrowing } from './narrowing.js';
import { ConnectionRecordFiles } from './record-files.js';
import { type Hop, resolvePaths } from './resolve-paths.js';
import { accessOfMethod, requireOperationScopes } from './scope-policy.js';
import { TargetConnection } from './target-connection.js';

export interface GuardLimits extends DomainLimits {
  /** Bytes of one file. */
  readonly fileBytes: number;
}

/** The port that tools work through: each call becomes an operation, is decided, and only then forwarded. */
export class GuardedOdoo implements OdooGuard {
  constructor(
    private readonly connections: OdooConnections,
    private readonly clients: OdooClients,
    private readonly limits: GuardLimits,
    private readonly trail: AuditTrail,
  ) {}

  reader(principal: Principal, end?: CallEnd, origin?: PortOrigin): GuardedPort<OdooReader> {
    return this.port({ principal, end, origin }, (caller, options) => this.clients.reader(caller, options));
  }

  executor(principal: Principal, end?: CallEnd, origin?: PortOrigin): GuardedPort<OdooExecutor> {
    return this.port({ principal, end, origin }, (caller, options) => this.clients.executor(caller, options));
  }

  writer(principal: Principal, end?: CallEnd, origin?: PortOrigin): GuardedPort<OdooWriter> {
    if (principal.mode === 'readonly') {
      throw new Forbidden('This key is readonly.', {
        layer: 'mode',
        rule: 'readonly',
        hint: 'Set MCP_MODE=readwrite.',
      });
    }
    return this.port({ principal, end, origin }, (caller, options) => this.clients.writer(caller, options));
  }

  accessOf(method: string): Access {
    return accessOfMethod(method);
  }

  private port<Odoo>(
    { principal, end = {}, origin }: PortRequest,
    client: (caller: VersionedCaller, options: CallOptions) => Odoo,
  ): GuardedPort<Odoo> {
    // Every port tells of models and fields, whatever else it does.
    requireScopes(principal, ['read']);
    const actor = { principal, odoo: principal.odoo, origin };
    const target = new TargetConnection(this.connections, principal.odoo);
    const connection = new AuditedConnection(target, this.trail, actor, origin?.gate);
    const options = { caller: principal.id, signal: end.signal, deadline: end.deadline, trace: origin?.trace };
    const caller = new DecidingCaller(connection, actor, this.limits, this.trail, options);
    return {
      odoo: client(caller, options),
      schema: new DecidingSchema(connection.schema, caller, principal, options),
      files: new ConnectionRecordFiles(
        connection,
        principal,
        (model) => caller.check({ model, method: 'read', args: [[]], kwargs: { fields: ['id'] } }),
        (model) => caller.check({ model, method: 'write', args: [[], {}], kwargs: {} }),
        this.limits,
        this.clients,
        options,
      ),
      serverInfo: () => caller.serverInfo(options),
      effectOf: (operation) => caller.effectOf(operation),
    };
  }
}

interface PortRequest {
  readonly principal: Principal;
  readonly end: CallEnd | undefined;
  readonly origin: PortOrigin | undefined;
}

class DecidingCaller implements VersionedCaller {
  private readonly principal: Principal;
  /** Unguarded, or a rule could not look at what it protects; for as long as the call is waited for. */
  private readonly schema: SchemaPort;

  constructor(
    private readonly connection: OdooConnection,
    private readonly actor: Actor,
    private readonly limits: DomainLimits,
    private readonly trail: AuditTrail,
    end: CallEnd,
  ) {
    this.principal = actor.principal;
    this.schema = { fieldsOf: (model) => connection.schema.fieldsOf(model, end) };
  }

  async call(operation: Operation, callOptions?: CallOptions): Promise<unknown> {
    await this.check(operation);
    const { model, method } = operation;
    // Whoever asks: a lost answer of what only reads can be asked for again, and is no outcome that nobody knows.
    const reads = classOf(method) === 'read' && { readsOnly: true };
    const result = await this.connection.call(operation, { ...callOptions, ...reads });
    if (method === 'fields_get') return this.withoutProtected(model, result as FieldDefinitions);
    const { field: closing } = narrowing(this.principal);
    return answersUnasked(method) ? maskSecrets(result, (field) => closing(model, field) !== undefined) : result;
  }

  async check(operation: Operation): Promise<void> {
    await this.judge(operation);
  }

  async effectOf(operation: Operation): Promise<Effect> {
    return effectOf(operation, await this.judge(operation));
  }

  private async judge(operation: Operation): Promise<readonly Hop[]> {
    try {
      return await this.decided(operation);
    } catch (error) {
      if (error instanceof GatewayError) this.trail.about(error, { ...this.actor, operation });
      throw error;
    }
  }

  /** @throws the refusal, or InvalidArguments for what cannot be judged. */
  private async decided(operation: Operation): Promise<readonly Hop[]> {
    enforce(decideMethod(this.principal, operation));
    requireOperationScopes(this.principal, operation);
    const paths = fieldPathsOf(operation, this.limits);
    const isClosed = (model: string) => isClosedModel(this.principal, model);
    const hops = paths.length > 0 ? await resolvePaths(operation.model, paths, this.schema, isClosed) : [];
    enforce(decide(this.principal, operation, hops));
    requireOperationScopes(this.principal, operation, hops);
    return hops;
  }

  serverInfo(options?: CallOptions): Promise<OdooServerInfo> {
    return this.connection.serverInfo(options);
  }

  /** The caller may have asked for attributes that do not tell where a field leads, so that the schema is asked. */
  private async withoutProtected(model: string, described: FieldDefinitions): Promise<FieldDefinitions> {
    const all = await this.schema.fieldsOf(model);
    const visible = visibleFields(model, all, this.principal);
    return Object.fromEntries(Object.entries(described).filter(([name]) => Object.hasOwn(visible, name)));
  }
}

/**
 * Field definitions, for models that the principal may read, without the fields that it may not. What it works with is
 * out of reach at run time too, for tools are handed this object.
 */
class DecidingSchema implements SchemaPort {
  readonly #schema: SchemaPort;
  readonly #caller: DecidingCaller;
  readonly #principal: Principal;
  readonly #end: CallEnd;

  constructor(schema: SchemaPort, caller: DecidingCaller, principal: Principal, end: CallEnd) {
    this.#schema = schema;
    this.#caller = caller;
    this.#principal = principal;
    this.#end = end;
  }

  async fieldsOf(model: string): Promise<FieldDefinitions> {
    await this.#caller.check({ model, method: 'fields_get', args: [], kwargs: {} });
    const fields = await this.#schema.fieldsOf(model, this.#end);
    return visibleFields(model, fields, this.#principal);
  }
}

/** By all that is known of a model, which is kept as one object, and by what closes any of it. */
const visibleOf = new WeakMap<FieldDefinitions, WeakMap<object, FieldDefinitions>>();

/** Worked out once: a model has hundreds of fields, and every search asks for them. */
function visibleFields(model: string, all: FieldDefinitions, principal: Principal): FieldDefinitions {
  const closing = narrowing(principal);
  let found = visibleOf.get(all);
  if (!found) visibleOf.set(all, (found = new WeakMap()));
  let fields = found.get(closing);
  if (!fields) found.set(closing, (fields = withoutProtectedFields(model, all, unseenBy(principal))));
  return fields;
}

function unseenBy(principal: Principal): Unseen {
  const { field, names } = narrowing(principal);
  return {
    field: (model, name) => field(model, name) !== undefined,
    model: (model) => isClosedModel(principal, model),
    names: (model) => names(model)?.rule === 'fields.allow',
  };
}

function enforce(decision: Decision): void {
  if (!decision.allowed) throw decision.refusal;
}
