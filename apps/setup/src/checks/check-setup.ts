import { parseArgs } from 'node:util';
import { ConfigurationError, configuredAccess, type GatewayConfig, loadConfig } from '#libs/config';
import { gatewayAddress } from '../gateway/gateway-address.js';
import { mark } from '../gateway/gateway-commands.js';
import { askHealth } from '../gateway/gateway-facts.js';
import { visitGateway } from '../gateway/mcp-visit.js';
import { Mistake } from '../mistake.js';
import type { Surroundings } from '../surroundings.js';
import { checkCertificate } from './certificate.js';
import { clockFinding, type Finding } from './finding.js';
import { checkInstallation } from './installation.js';
import { checkOdoos } from './odoo.js';

/**
 * Looks at everything that has to be right before the gateway is of use, and tells what to do where it is not.
 * @param root the folder of this project.
 * @returns whether all of it is.
 */
export async function checkSetup(args: readonly string[], root: string, around: Surroundings): Promise<boolean> {
  const { json, url } = readFlags(args);
  const findings = checkInstallation(root, process.version);
  const config = await readConfig(findings, around);
  findings.push(...(await checkGateway(endpoint(url, config, around), around)));
  if (config) findings.push(...(await checkConfigured(config, around)));
  const ok = findings.every((finding) => finding.ok);
  if (json) around.terminal.out(JSON.stringify({ ok, checks: findings }, undefined, 2));
  else for (const finding of findings) around.terminal.out(line(finding));
  return ok;
}

function readFlags(args: readonly string[]): { json: boolean; url?: string | undefined } {
  try {
    return parseArgs({
      args: [...args],
      options: { json: { type: 'boolean', default: false }, url: { type: 'string' } },
    }).values;
  } catch {
    throw new Mistake('There are two flags: --json, and --url http://localhost:8000/mcp');
  }
}

/** By the gateway's own code, in its words. Puts what it finds among the findings. */
async function readConfig(findings: Finding[], { environment }: Surroundings): Promise<GatewayConfig | undefined> {
  const given = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const name = 'settings';
  try {
    const config = await loadConfig({ packageVersion: '', environment: Object.fromEntries(given) });
    findings.push({
      name,
      ok: true,
      found: `are right: ${config.mcp.mode}, ${config.access.file ? 'access file' : 'one Odoo'}`,
    });
    return config;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    findings.push({ name, ok: false, found: error.message, advice: 'Set them in .env or the environment.' });
    return undefined;
  }
}

function endpoint(url: string | undefined, config: GatewayConfig | undefined, { environment }: Surroundings): URL {
  const port = config?.server.port ?? 8000;
  return gatewayAddress(url ?? (environment['MCP_URL'] || `http://localhost:${port}/mcp`));
}

async function checkGateway(url: URL, { now, environment }: Surroundings): Promise<Finding[]> {
  const findings = [await checkCertificate('the gateway', url, now())];
  try {
    const { service, version, state, aheadSeconds } = await askHealth(url, now);
    findings.push({
      name: 'gateway',
      ok: state === 'serving',
      found: `${service} ${version} at ${url.origin} is ${state}`,
    });
    findings.push(clockFinding('the gateway', aheadSeconds));
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    findings.push({ name: 'gateway', ok: false, found: `none at ${url.origin}`, advice: error.message });
    return findings;
  }
  try {
    const { protocol, tools } = await visitGateway({ url, key: environment['API_KEY'] ?? '' });
    findings.push({ name: 'MCP', ok: true, found: `${tools.length} tools by MCP ${protocol}` });
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    findings.push({ name: 'MCP', ok: false, found: 'no tools are listed', advice: error.message });
  }
  return findings;
}

async function checkConfigured(config: GatewayConfig, { now }: Surroundings): Promise<Finding[]> {
  try {
    return await checkOdoos(config, configuredAccess(config), now);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return [
      { name: 'access file', ok: false, found: error.message, advice: 'Put it right: docs/operations/access-file.md.' },
    ];
  }
}

function line({ name, ok, found, advice }: Finding): string {
  const text = `${mark(ok)} ${name}: ${found}`.replaceAll('\n', '\n    ');
  return advice === undefined ? text : `${text}\n    → ${advice}`;
}
