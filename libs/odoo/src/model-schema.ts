import type { CallOptions, FieldDefinitions, SchemaPort, VersionedCaller } from '#libs/contracts';
import { LRUCache } from 'lru-cache';
import { requireWaiting, whileWaiting } from './call-end.js';
import { ReaderClient } from './odoo-client.js';

export interface SchemaCacheSettings {
  readonly fieldsCacheMs: number;
  readonly fieldsCacheModels: number;
}

/** The attributes that the gateway works with; all of them would be ten times the bytes. */
const ATTRIBUTES = ['type', 'string', 'required', 'readonly', 'store', 'relation', 'related', 'searchable', 'sortable'];

/** Field definitions of one connection's user, kept for some minutes, asked for once however many wait for them. */
export class ModelSchema implements SchemaPort {
  private readonly cache: LRUCache<string, FieldDefinitions>;

  constructor(caller: VersionedCaller, settings: SchemaCacheSettings, now: () => number) {
    const reader = new ReaderClient(caller);
    this.cache = new LRUCache({
      max: settings.fieldsCacheModels,
      // 0 would mean "for ever" to the cache.
      ttl: Math.max(settings.fieldsCacheMs, 1),
      perf: { now },
      // Else the cache would look at the clock once in a while only.
      ttlResolution: 0,
      // A model that loses its place while it is asked for is still answered.
      ignoreFetchAbort: true,
      fetchMethod: (model) => reader.fieldsGet(model, undefined, ATTRIBUTES),
    });
  }

  async fieldsOf(model: string, options: CallOptions = {}): Promise<FieldDefinitions> {
    requireWaiting(options);
    // What is there is not waited for: every field that a call names is looked up.
    return this.cache.get(model) ?? whileWaiting(this.cache.forceFetch(model), options);
  }
}
