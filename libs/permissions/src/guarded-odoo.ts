import {
  type CallOptions,
  type DomainLimits,
  type FieldDefinitions,
  Forbidden,
  type GuardedPort,
  type OdooCaller,
  type OdooClients,
  type OdooConnection,
  type OdooGuard,
  type OdooReader,
  type OdooWriter,
  type Operation,
  type Principal,
  type SchemaPort,
} from '#libs/contracts';
import { type Decision, decide, decideMethod } from './access-policy.js';
import { fieldPathsOf } from './field-paths.js';
import { isSecretField } from './protected-models.js';
import { resolvePaths } from './resolve-paths.js';

/** The port that tools work through: each call becomes an operation, is decided, and only then forwarded. */
export class GuardedOdoo implements OdooGuard {
  constructor(
    private readonly connection: OdooConnection,
    private readonly clients: OdooClients,
    private readonly limits: DomainLimits,
  ) {}

  reader(principal: Principal, signal?: AbortSignal): GuardedPort<OdooReader> {
    const caller = new DecidingCaller(this.connection, principal, this.limits);
    return { odoo: this.clients.reader(caller, options(signal)), schema: new DecidingSchema(this.connection, caller) };
  }

  writer(principal: Principal, signal?: AbortSignal): GuardedPort<OdooWriter> {
    if (principal.mode === 'readonly') {
      throw new Forbidden('This key is readonly.', {
        layer: 'mode',
        rule: 'readonly',
        hint: 'Set MCP_MODE=readwrite.',
      });
    }
    const caller = new DecidingCaller(this.connection, principal, this.limits);
    return { odoo: this.clients.writer(caller, options(signal)), schema: new DecidingSchema(this.connection, caller) };
  }
}

class DecidingCaller implements OdooCaller {
  constructor(
    private readonly connection: OdooConnection,
    private readonly principal: Principal,
    private readonly limits: DomainLimits,
  ) {}

  async call(operation: Operation, callOptions?: CallOptions): Promise<unknown> {
    await this.check(operation);
    const result = await this.connection.call(operation, callOptions);
    return operation.method === 'fields_get' ? withoutSecrets(result as FieldDefinitions) : result;
  }

  /** @throws the refusal, or InvalidArguments for what cannot be judged. */
  async check(operation: Operation): Promise<void> {
    enforce(decideMethod(this.principal, operation));
    const paths = fieldPathsOf(operation, this.limits);
    // The walk goes over the unguarded schema, or a rule could not look at what it protects.
    const hops = await resolvePaths(operation.model, paths, this.connection.schema);
    enforce(decide(this.principal, operation, hops));
  }
}

/**
 * Field definitions, for models that the principal may read, without the fields that nobody may. What it works with is
 * out of reach at run time too, for tools are handed this object.
 */
class DecidingSchema implements SchemaPort {
  readonly #connection: OdooConnection;
  readonly #caller: DecidingCaller;

  constructor(connection: OdooConnection, caller: DecidingCaller) {
    this.#connection = connection;
    this.#caller = caller;
  }

  async fieldsOf(model: string, callOptions?: CallOptions): Promise<FieldDefinitions> {
    await this.#caller.check({ model, method: 'fields_get', args: [], kwargs: {} });
    return withoutSecrets(await this.#connection.schema.fieldsOf(model, callOptions));
  }
}

function enforce(decision: Decision): void {
  if (!decision.allowed) throw decision.refusal;
}

function withoutSecrets(fields: FieldDefinitions): FieldDefinitions {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !isSecretField(name)));
}

function options(signal: AbortSignal | undefined): CallOptions {
  return signal ? { signal } : {};
}
