import type { OdooCredentials } from '../access-source.js';
import type { OdooConfig } from '../gateway-config.js';
import type { OdooTuning } from '../odoo-tuning.js';
import type { PlacedProblem } from './access-document.js';
import type { AccessFile, ConnectionEntry, CredentialsEntry, SecretSource } from './access-file.schema.js';

/** What the file points at: read when it is, and told apart from it. */
export interface AccessSecrets {
  variable(name: string): string | undefined;
  /** @param path relative to the access file. Undefined for one that cannot be read. */
  file(path: string): string | undefined;
}

/** The Odoos of the file, and the Odoo users of callers. */
export class AccessConnections {
  readonly connections = new Map<string, OdooConfig>();
  readonly identities = new Map<string, OdooCredentials>();
  /** Ids of companies by connection, where the file names them. */
  readonly companies = new Map<string, readonly number[]>();
  /** Where a secret stands in the file itself. */
  readonly inline: string[] = [];

  constructor(
    { connections = {}, identities = {} }: AccessFile,
    private readonly tuning: OdooTuning,
    private readonly secrets: AccessSecrets,
    private readonly problems: PlacedProblem[],
  ) {
    for (const [name, entry] of Object.entries(connections)) this.connections.set(name, this.connection(name, entry));
    for (const [name, entry] of Object.entries(identities)) {
      this.identities.set(name, this.credentials(entry, ['identities', name]));
    }
  }

  private connection(name: string, entry: ConnectionEntry): OdooConfig {
    const path = ['connections', name];
    const { url, database, transport = 'auto', ca, companies = [] } = entry;
    this.companies.set(name, companies);
    const credentials = this.credentials(entry, path);
    if (transport === 'session' && entry.password === undefined) {
      this.problems.push({ path: [...path, 'transport'], problem: 'is session, which needs a password' });
    }
    if (transport === 'json2' && entry.apiKey === undefined) {
      this.problems.push({ path: [...path, 'transport'], problem: 'is json2, which needs an apiKey' });
    }
    const pem = ca && this.secret(ca, [...path, 'ca']);
    return { ...this.tuning, ...credentials, url: new URL(url), database, transport, ca: pem };
  }

  private credentials(entry: CredentialsEntry, path: readonly PropertyKey[]): OdooCredentials {
    const { username, password, apiKey } = entry;
    if (password === undefined && apiKey === undefined) {
      this.problems.push({ path, problem: 'has no credentials: expected a password or an apiKey' });
    }
    return {
      username,
      password: password && this.secret(password, [...path, 'password']),
      apiKey: apiKey && this.secret(apiKey, [...path, 'apiKey']),
    };
  }

  private secret(source: SecretSource, path: readonly PropertyKey[]): string | undefined {
    if (typeof source === 'string') {
      this.inline.push(path.join('.'));
      return source;
    }
    const [value, problem] =
      'env' in source
        ? [this.secrets.variable(source.env), 'names a variable that is not set: expected it in the environment']
        : [
            this.secrets.file(source.file),
            'names a file that cannot be read or is empty: expected a path beside this file',
          ];
    if (value === undefined) this.problems.push({ path, problem });
    return value;
  }
}
