import { parseArgs } from 'node:util';
import { Mistake } from '../mistake.js';
import type { Surroundings } from '../surroundings.js';
import { gatewayAddress } from './gateway-address.js';
import { askHealth, askMode } from './gateway-facts.js';

/** Address of the MCP endpoint: of a flag, of MCP_URL, or on this machine. @throws Mistake */
export function endpointOf(args: readonly string[], { MCP_URL, SERVER_PORT }: Surroundings['environment']): URL {
  let url: string | undefined;
  try {
    ({ url } = parseArgs({ args: [...args], options: { url: { type: 'string' } } }).values);
  } catch {
    throw new Mistake('There is one flag: --url http://localhost:8000/mcp');
  }
  return gatewayAddress(url ?? (MCP_URL || `http://localhost:${SERVER_PORT || 8000}/mcp`));
}

/** Tells what mode the gateway answers, and what that allows. */
export async function showMode(args: readonly string[], { environment, terminal }: Surroundings): Promise<void> {
  const endpoint = endpointOf(args, environment);
  const { mode, allowed, forbidden, tools, description } = await askMode(endpoint, environment['API_KEY'] ?? '');
  terminal.out(`${endpoint.origin} is ${mode} for this caller. ${description}`);
  terminal.out(`  allowed    ${allowed.join(', ')}`);
  terminal.out(`  refused    ${forbidden.join(', ') || 'nothing'}`);
  terminal.out(`  tools      ${tools.join(', ')}`);
}

/** Tells how the gateway is. @returns whether it takes calls and has found no Odoo away. */
export async function showHealth(args: readonly string[], around: Surroundings): Promise<boolean> {
  const { terminal, now, environment } = around;
  const endpoint = endpointOf(args, environment);
  const { service, version, mode, state, odoo } = await askHealth(endpoint, now);
  const isServing = state === 'serving';
  terminal.out(`${mark(isServing)} ${service} ${version} at ${endpoint.origin} is ${state}, in ${mode} mode.`);
  const isThere = odoo.unreachable === 0;
  terminal.out(
    `${mark(isThere)} Odoo: ${odoo.reachable} reachable, ${odoo.unreachable} away, ${odoo.unknown} not asked yet.`,
  );
  return isServing && isThere;
}

export function mark(isRight: boolean): '✓' | '✗' {
  return isRight ? '✓' : '✗';
}
