import { type ConfirmPolicy, type Principal, stricterPolicy, type ToolLimits } from '#libs/contracts';

/** What the operator has set for all, or fewer rows where the caller has fewer. */
export function limitsFor({ maxRows = Infinity }: Principal, limits: ToolLimits): ToolLimits {
  if (maxRows >= limits.maxRows) return limits;
  return { ...limits, maxRows, defaultRows: Math.min(limits.defaultRows, maxRows) };
}

/** Rows of a stream in all: it is one answer, however many chunks it comes in. */
export function streamedRows({ maxRows }: Principal, wanted: number | undefined): number | undefined {
  return maxRows === undefined ? wanted : Math.min(wanted ?? maxRows, maxRows);
}

/** The stricter of the gateway's and the caller's own. */
export function confirmFor({ confirm = 'never' }: Principal, gateway: ConfirmPolicy): ConfirmPolicy {
  return stricterPolicy(confirm, gateway);
}
