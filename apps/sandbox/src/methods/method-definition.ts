import type { Environment } from '../orm/environment.js';
import type { OdooVersion } from '../orm/model-definition.js';
import type { RecordTable } from '../orm/record-table.js';
import type { Json } from '../orm/row.js';

export interface Parameter {
  readonly name: string;
  /** A parameter without one must be given. */
  readonly fallback?: Json;
}

export interface MethodCall {
  readonly env: Environment;
  readonly table: RecordTable;
  /** What the method is called on; empty for a method of the model. */
  readonly ids: readonly number[];
  readonly values: Readonly<Record<string, Json>>;
}

export interface MethodDefinition {
  /** Whether the first argument is the records' ids. */
  readonly onRecords: boolean;
  readonly versions: readonly OdooVersion[];
  readonly parameters: (version: OdooVersion) => readonly Parameter[];
  /** `undefined` is Python's None: a method that returns nothing. */
  readonly run: (call: MethodCall) => Json | undefined;
}

export const required = (name: string): Parameter => ({ name });

export const optional = (name: string, fallback: Json = null): Parameter => ({ name, fallback });
