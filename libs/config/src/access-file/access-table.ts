import type { AccessTable, KeyConfig, TokenRule } from '../access-source.js';
import { DEFAULT_CONNECTION, secretDigest } from '../access-source.js';
import type { GatewayConfig } from '../gateway-config.js';
import { AccessCallers } from './access-callers.js';
import { AccessConnections, type AccessSecrets } from './access-connections.js';
import type { AccessDocument, PlacedProblem } from './access-document.js';
import type { AccessFile, KeyEntry, TokenRuleEntry } from './access-file.schema.js';

type Gateway = Pick<GatewayConfig, 'odoo' | 'odooTuning' | 'access' | 'mcp' | 'limits'>;

export interface ReadAccess {
  readonly table: AccessTable;
  /** Where secrets stand in the file itself, such as `connections.main.password`. */
  readonly inline: readonly string[];
}

/**
 * The table that a file and the environment make together.
 * @throws ConfigurationError with every problem at once.
 */
export function readAccess(document: AccessDocument, gateway: Gateway, secrets: AccessSecrets): ReadAccess {
  const file = document.read();
  const problems: PlacedProblem[] = [];
  const odoos = new AccessConnections(file, gateway.odooTuning, secrets, problems);
  addEnvironment(odoos, gateway, problems);
  const callers = new AccessCallers(odoos, gateway, problems);
  const keys = [...environmentKey(gateway, callers), ...keysOf(file, callers, problems)];
  const tokens = (file.oauth ?? []).map((entry, at) => tokenRule(entry, callers, ['oauth', at]));
  problems.push(...repeated((file.oauth ?? []).map(({ id }, at) => [id, ['oauth', at, 'id']])));
  if (problems.length > 0) throw document.refusal(problems);
  const { connections, identities, inline } = odoos;
  // A file whose last key was revoked must not open the gateway to whoever is on the machine.
  return { table: { connections, identities, keys, tokens, local: undefined }, inline };
}

/** The environment's Odoo, beside those of the file. */
function addEnvironment({ connections }: AccessConnections, { odoo }: Gateway, problems: PlacedProblem[]): void {
  if (odoo && connections.has(DEFAULT_CONNECTION)) {
    const problem = 'is what ODOO_URL is called: expected another name here, or no ODOO_URL';
    problems.push({ path: ['connections', DEFAULT_CONNECTION], problem });
  } else if (odoo) connections.set(DEFAULT_CONNECTION, odoo);
  if (connections.size === 0) problems.push({ path: [], problem: 'names no Odoo: expected connections, or ODOO_URL' });
}

/** API_KEY stays the simple way, beside the keys of the file. */
function environmentKey({ access, mcp }: Gateway, callers: AccessCallers): KeyConfig[] {
  if (access.apiKey === undefined) return [];
  const principal = callers.principal('api-key', { mode: mcp.mode }, ['API_KEY']);
  return [{ secrets: [{ digest: secretDigest(access.apiKey) }], ips: [], principal }];
}

function keysOf({ keys = [] }: AccessFile, callers: AccessCallers, problems: PlacedProblem[]): KeyConfig[] {
  problems.push(...repeated(keys.map(({ id }, at) => [id, ['keys', at, 'id']])));
  problems.push(
    ...repeated(
      keys.flatMap(({ secrets }, at) => secrets.map(({ hash }, nth) => [hash, ['keys', at, 'secrets', nth, 'hash']])),
    ),
  );
  return keys.map((entry, at) => keyConfig(entry, callers, ['keys', at]));
}

function keyConfig(entry: KeyEntry, callers: AccessCallers, path: readonly PropertyKey[]): KeyConfig {
  const secrets = entry.secrets.map(({ hash, expires }) => ({
    digest: Buffer.from(hash.slice('sha256:'.length), 'hex'),
    ...(expires !== undefined && { expiresAt: Date.parse(expires) }),
  }));
  return { secrets, ips: entry.ips ?? [], principal: callers.principal(entry.id, entry, path) };
}

function tokenRule(entry: TokenRuleEntry, callers: AccessCallers, path: readonly PropertyKey[]): TokenRule {
  return { claims: entry.claims, ips: entry.ips ?? [], principal: callers.principal(entry.id, entry, path) };
}

/** Each place of what stands in the file a second time. */
function repeated(values: ReadonlyArray<readonly [string, readonly PropertyKey[]]>): PlacedProblem[] {
  const seen = new Set<string>();
  const problems: PlacedProblem[] = [];
  for (const [value, path] of values) {
    if (seen.has(value)) problems.push({ path, problem: 'stands in the file twice: expected it once' });
    seen.add(value);
  }
  return problems;
}
