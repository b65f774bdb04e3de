import { type AuditedAct, type CallOrigin, canonicalJson, type Operation, type RefusedCall } from '#libs/contracts';
import type { Hashes } from './hash-chain.js';

/** Record ids that a line names; of more it has the number. */
const IDS_MAX = 50;

/** What a name may look like. Anything else is the caller's text, and is left out. */
const NAME = /^[a-z_][a-z0-9_.-]{0,127}$/i;

/** Who does what, as the log has it. The arguments are there as a digest, which only who has the secret can compare. */
export function actEntry({ principal, odoo, operation, origin }: AuditedAct, digest: Hashes): Record<string, unknown> {
  const { connection, identity, companies } = odoo;
  const { model, method, args, kwargs } = operation;
  return {
    principal: principal.id,
    ...originEntry(origin),
    connection,
    ...(identity !== undefined && { identity }),
    ...(companies.length > 0 && { companies }),
    ...(NAME.test(model) && { model }),
    ...(NAME.test(method) && { method }),
    ...idsEntry(idsOf(operation)),
    digest: digest(canonicalJson([model, method, args, kwargs])),
  };
}

export function callEntry({ principal, tool, origin }: RefusedCall): Record<string, unknown> {
  return { ...(principal !== undefined && { principal }), ...originEntry(origin), ...(tool !== undefined && { tool }) };
}

/** The ids of records that a call has made. */
export function createdEntry(method: string, result: unknown): Record<string, unknown> {
  return method === 'create' || method === 'copy' ? idsEntry(idsIn(result)) : {};
}

function originEntry(origin: CallOrigin | undefined): Record<string, unknown> {
  if (!origin) return {};
  const { door, requestId, address, trace } = origin;
  return {
    door,
    request_id: requestId,
    ...(trace && { trace_id: trace.traceId }),
    ...(address !== undefined && { address }),
  };
}

function idsEntry(ids: readonly number[]): Record<string, unknown> {
  if (ids.length === 0) return {};
  return { ids: ids.slice(0, IDS_MAX), ...(ids.length > IDS_MAX && { ids_count: ids.length }) };
}

function idsOf({ method, args, kwargs }: Operation): readonly number[] {
  return method === 'create' ? [] : idsIn(args[0] ?? kwargs['ids']);
}

function idsIn(value: unknown): readonly number[] {
  const ids = Array.isArray(value) ? (value as unknown[]) : [value];
  return ids.every((id): id is number => Number.isSafeInteger(id)) ? ids : [];
}
