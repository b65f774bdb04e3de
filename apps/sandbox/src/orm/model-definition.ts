import type { Environment } from './environment.js';
import type { FieldDefinition } from './field-definition.js';
import type { Row, StoredValue } from './row.js';
import type { Database } from './database.js';
import type { MethodDefinition } from '../methods/method-definition.js';

export type OdooVersion = 14 | 19;

export type Right = 'read' | 'write' | 'create' | 'unlink';

/** Values of a record, already in stored form. */
export type Values = Readonly<Record<string, StoredValue>>;

export interface ModelDefinition {
  readonly name: string;
  /** `_description`, as errors and ir.model show it. */
  readonly description: string;
  /** `_order`. */
  readonly order: string;
  /** The field that create by name fills. */
  readonly recordName: string;
  /** The fields that name_search looks through. */
  readonly nameSearchFields: readonly string[];
  readonly fields: Readonly<Record<string, FieldDefinition>>;
  /** Rights of a user who is no administrator; the administrator has them all. */
  readonly userRights: readonly Right[];
  /** The groups that an AccessError names. */
  readonly rightGroups?: Readonly<Partial<Record<Right, readonly string[]>>>;
  /** The many2one that makes a tree, for child_of and parent_of. */
  readonly parentField?: string;
  readonly displayName: (row: Row, database: Database) => string;
  /** Methods of this model alone, or its own version of a common one. */
  readonly methods?: Readonly<Record<string, MethodDefinition>>;
  /** Common methods that the real model inherits from elsewhere: Python's TypeErrors name that class. */
  readonly overrides?: Readonly<Record<string, string>>;
  /** Record rules look at each record before a write or a delete; without any, missing records pass unnoticed. */
  readonly hasRecordRules?: boolean;
  /** Called with every record after create and write; throws to refuse, which undoes the call. */
  readonly check?: (row: Row, env: Environment) => void;
  /** Called before records go; throws to refuse. */
  readonly checkUnlink?: (row: Row, env: Environment) => void;
  /** Defaults that depend on the user or the clock. */
  readonly defaults?: (env: Environment) => Values;
}
