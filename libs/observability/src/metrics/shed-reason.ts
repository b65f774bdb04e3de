import { type GatewayError, ShuttingDown } from '#libs/contracts';

/** Rules that refuse for want of room. */
const RULES: ReadonlySet<string> = new Set(['load', 'odoo-queue', 'odoo-breaker', 'changes-queue']);

/** Why there was no room for a call; undefined where it was refused for another reason. */
export function shedReason(error: GatewayError): string | undefined {
  const { code, rule } = error;
  if (rule !== undefined && RULES.has(rule)) return rule;
  if (error instanceof ShuttingDown) return 'shutdown';
  return code === 'gateway_unavailable' ? 'limit' : undefined;
}
