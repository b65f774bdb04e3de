import { type NameRules, type OdooTarget, type OwnRules, type Principal, stricterPolicy } from '#libs/contracts';
import { DEFAULT_CONNECTION } from '../access-source.js';
import type { GatewayConfig } from '../gateway-config.js';
import type { AccessConnections } from './access-connections.js';
import type { PlacedProblem } from './access-document.js';
import type { Narrowing, OtherConnectionEntry } from './access-file.schema.js';

type Path = readonly PropertyKey[];

/** Makes principals of what the file says of callers: the gateway's own, narrowed. */
export class AccessCallers {
  constructor(
    private readonly odoos: AccessConnections,
    private readonly gateway: Pick<GatewayConfig, 'access' | 'mcp' | 'limits'>,
    private readonly problems: PlacedProblem[],
  ) {}

  principal(id: string, entry: Narrowing, path: Path): Principal {
    const { access, mcp, limits } = this.gateway;
    const { caps = {}, rate, confirm } = entry;
    const ownRules = ownRulesOf(entry);
    const odoo = this.target(entry, path);
    return {
      id,
      mode: entry.mode === 'readwrite' ? mcp.mode : 'readonly',
      rules: {
        ...access.rules,
        maxWriteRecords: Math.min(access.rules.maxWriteRecords, caps.write ?? Infinity),
        maxUnlinkRecords: Math.min(access.rules.maxUnlinkRecords, caps.unlink ?? Infinity),
      },
      ...(ownRules && { ownRules }),
      odoo,
      ...(entry.connections && { otherOdoos: this.others(entry, odoo, path) }),
      ...(rate && { rate: { requests: rate.requests, windowMs: rate.window * 1000 } }),
      ...(confirm && { confirm: stricterPolicy(confirm, mcp.confirm) }),
      ...(caps.rows !== undefined && { maxRows: Math.min(caps.rows, limits.searchMaxRows) }),
    };
  }

  private target({ connection, identity, companies }: Narrowing, path: Path): OdooTarget {
    const name = connection ?? this.usual();
    if (name === undefined) {
      this.problems.push({
        path,
        problem: 'has no connection: expected one, for there are several and none is default',
      });
    }
    return this.reached({ connection: name ?? DEFAULT_CONNECTION, identity, companies }, path);
  }

  private others({ connections = [], identity }: Narrowing, { connection }: OdooTarget, path: Path): OdooTarget[] {
    return connections.map((entry, at) => {
      const here = [...path, 'connections', at];
      const target = named(entry);
      if (target.connection === connection) {
        this.problems.push({ path: here, problem: "is the caller's connection already: expected another" });
      }
      // Its password would go to another Odoo than the one that it belongs to.
      if (typeof entry === 'string' && identity !== undefined) {
        const problem = 'does not say as whom: expected { connection, identity }, or { connection } for its own user';
        this.problems.push({ path: here, problem });
      }
      return this.reached(target, here);
    });
  }

  private reached({ connection, identity, companies = [] }: Named, path: Path): OdooTarget {
    if (!this.odoos.connections.has(connection)) {
      this.problems.push({ path: [...path, 'connection'], problem: 'names a connection that is not there' });
    }
    if (identity !== undefined && !this.odoos.identities.has(identity)) {
      this.problems.push({ path: [...path, 'identity'], problem: 'names an identity that is not there' });
    }
    this.requireEntry(connection, identity, path);
    const within = this.odoos.companies.get(connection) ?? [];
    if (within.length > 0 && companies.some((id) => !within.includes(id))) {
      this.problems.push({
        path: [...path, 'companies'],
        problem: 'names a company that its connection does not have',
      });
    }
    return {
      connection,
      ...(identity !== undefined && { identity }),
      companies: companies.length > 0 ? companies : within,
    };
  }

  /** Whether an identity has what the transport of its connection logs in with. */
  private requireEntry(connection: string, identity: string | undefined, path: Path): void {
    const transport = this.odoos.connections.get(connection)?.transport;
    const user = identity === undefined ? undefined : this.odoos.identities.get(identity);
    if (!user) return;
    const here = [...path, 'identity'];
    if (transport === 'session' && user.password === undefined) {
      this.problems.push({
        path: here,
        problem: 'has no password, which the transport session of its connection needs',
      });
    }
    if (transport === 'json2' && user.apiKey === undefined) {
      this.problems.push({ path: here, problem: 'has no apiKey, which the transport json2 of its connection needs' });
    }
  }

  /** The connection of those who name none; undefined where that is not clear. */
  private usual(): string | undefined {
    const names = [...this.odoos.connections.keys()];
    return names.length === 1 ? names[0] : names.find((name) => name === DEFAULT_CONNECTION);
  }
}

type Named = Exclude<OtherConnectionEntry, string>;

function named(entry: OtherConnectionEntry): Named {
  return typeof entry === 'string' ? { connection: entry } : entry;
}

function ownRulesOf({ models, fields, methods }: Narrowing): OwnRules | undefined {
  if (!models && !fields && !methods) return undefined;
  return { models: namesOf(models), fields: namesOf(fields), methods: namesOf(methods) };
}

function namesOf({ allow = [], deny = [] }: Partial<NameRules> = {}): NameRules {
  return { allow, deny };
}
