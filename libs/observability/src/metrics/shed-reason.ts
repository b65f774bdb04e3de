import { type GatewayError, ShuttingDown } from '#libs/contracts';

/** Rules that refuse for want of room. */
const RULES = ['load', 'odoo-queue', 'odoo-breaker', 'changes-queue'] as const;

/** Every reason that there may be. */
export const SHED_REASONS = [...RULES, 'shutdown', 'limit'] as const;

export type ShedReason = (typeof SHED_REASONS)[number];

/** Why there was no room for a call; undefined where it was refused for another reason. */
export function shedReason(error: GatewayError): ShedReason | undefined {
  const { code, rule } = error;
  const known = RULES.find((reason) => reason === rule);
  if (known !== undefined) return known;
  if (error instanceof ShuttingDown) return 'shutdown';
  return code === 'gateway_unavailable' ? 'limit' : undefined;
}
