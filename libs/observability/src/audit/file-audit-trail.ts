import {
  type ActEnded,
  type AuditedAct,
  type AuditTrail,
  Declined,
  type GatewayError,
  type KeyEvent,
  type RefusedCall,
  toGatewayError,
} from '#libs/contracts';
import { actEntry, callEntry, createdEntry } from './act-entry.js';
import type { AuditWriter } from './audit-writer.js';
import type { Hashes } from './hash-chain.js';
import { RefusalBudget } from './refusal-budget.js';

export interface TrailSettings {
  /** Makes the digests of arguments. */
  readonly digest: Hashes;
  readonly onFailure: 'stop-writes' | 'continue';
  readonly refusalsPerMinute: number;
}

/** Who did what, in lines of a file. */
export class FileAuditTrail implements AuditTrail {
  /** What refusals are about, and those that have their line: each has one, whoever tells of it. */
  private readonly acts = new WeakMap<GatewayError, AuditedAct>();
  private readonly noted = new WeakSet<GatewayError>();
  private readonly budget: RefusalBudget;

  constructor(
    private readonly writer: AuditWriter,
    private readonly settings: TrailSettings,
  ) {
    this.budget = new RefusalBudget(settings.refusalsPerMinute, (source, count) =>
      writer.note({ event: 'refusal', source, left_out: count }),
    );
  }

  get state(): 'kept' | 'failing' {
    return this.writer.isFailing ? 'failing' : 'kept';
  }

  get failedLines(): number {
    return this.writer.failedLines;
  }

  async attempt(event: 'write' | 'report', act: AuditedAct): Promise<ActEnded> {
    const entry = { event, outcome: 'begun', ...actEntry(act, this.settings.digest) };
    const of = await this.writer.write(entry).catch((error: unknown) => {
      // Odoo may keep a file of what it prints, but not for a key that is readonly.
      const changes = event === 'write' || act.principal.mode === 'readwrite';
      if (changes && this.settings.onFailure === 'stop-writes') throw error;
      this.writer.note(entry);
      return undefined;
    });
    const end = (outcome: string, more: Record<string, unknown> = {}): void =>
      this.writer.note({
        event: 'outcome',
        ...(of !== undefined && { of }),
        outcome,
        ...(act.origin && { request_id: act.origin.requestId }),
        ...more,
      });
    return {
      answered: (result) => end('ok', createdEntry(act.operation.method, result)),
      failed: (error) => end(toGatewayError(error).code),
    };
  }

  about(refusal: GatewayError, act: AuditedAct): void {
    this.acts.set(refusal, act);
  }

  ended(error: GatewayError, call: RefusedCall): void {
    if (!isRefusal(error) || this.noted.has(error)) return;
    this.noted.add(error);
    const { address } = call.origin;
    if (!this.budget.take(address ?? call.principal ?? '')) return;
    const act = this.acts.get(error);
    this.writer.note({
      event: error.layer === 'key' ? 'key' : 'refusal',
      outcome: error.code,
      layer: error.layer,
      rule: error.rule,
      ...callEntry(call),
      ...(act && actEntry(act, this.settings.digest)),
    });
  }

  replayed(call: RefusedCall, outcome: string): void {
    this.writer.note({ event: 'replay', outcome, ...callEntry(call) });
  }

  key({ principal, change }: KeyEvent): void {
    this.writer.note({ event: 'key', outcome: change, principal });
  }

  async close(): Promise<void> {
    this.budget.end();
    await this.writer.close();
  }
}

const REFUSING = new Set(['key', 'ip', 'host', 'mode', 'model', 'field', 'method', 'rate']);

/** Somebody or something said no, now and not before: not a slip in the arguments, nor Odoo itself. */
function isRefusal(error: GatewayError): boolean {
  if (error.replayed) return false;
  if (error.layer === 'arguments') return error.rule !== undefined;
  return REFUSING.has(error.layer) || error instanceof Declined;
}
