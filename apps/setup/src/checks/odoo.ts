import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type AccessSource, ConfigModule, type GatewayConfig, type OdooConfig } from '#libs/config';
import { GatewayError, ODOO_CLIENTS, ODOO_CONNECTIONS, type OdooClients, type OdooConnections } from '#libs/contracts';
import { ObservabilityModule } from '#libs/observability';
import { OdooModule } from '#libs/odoo';
import { carefulFetch } from '../gateway/careful-fetch.js';
import { secondsAhead } from '../gateway/gateway-facts.js';
import { Mistake } from '../mistake.js';
import { checkCertificate } from './certificate.js';
import { clockFinding, type Finding } from './finding.js';

/** Every Odoo has it, and everybody's work begins there. */
const SAMPLE = 'res.partner';
const OPERATIONS = ['read', 'write', 'create', 'unlink'] as const;

@Module({})
class OdooOnlyModule {}

/** Asks every Odoo that the configuration names, by the gateway's own way to it. Changes nothing there. */
export async function checkOdoos(config: GatewayConfig, access: AccessSource, now: () => Date): Promise<Finding[]> {
  // It would keep an audit log beside the gateway's own, and has nothing to say in a log.
  const quiet = {
    ...config,
    audit: { ...config.audit, file: undefined },
    server: { ...config.server, logLevel: 'fatal' },
  };
  const imports = [ConfigModule.of(quiet, access), ObservabilityModule, OdooModule];
  const context = await NestFactory.createApplicationContext(
    { module: OdooOnlyModule, imports },
    { logger: false, abortOnError: false },
  );
  try {
    const connections = context.get<OdooConnections>(ODOO_CONNECTIONS);
    const clients = context.get<OdooClients>(ODOO_CLIENTS);
    const findings: Finding[] = [];
    for (const [name, settings] of access.current.connections) {
      findings.push(...(await checkOne(name, settings, connections, clients, now)));
    }
    return findings;
  } finally {
    await context.close();
  }
}

async function checkOne(
  name: string,
  settings: OdooConfig,
  connections: OdooConnections,
  clients: OdooClients,
  now: () => Date,
): Promise<Finding[]> {
  const odoo = `Odoo ${name}`;
  const certificate = await checkCertificate(odoo, settings.url, now(), settings.ca);
  const connection = connections.of({ connection: name, companies: [] });
  const findings = [certificate];
  try {
    const { version } = await connection.serverInfo();
    findings.push({ name: odoo, ok: true, found: `version ${version} at ${settings.url.origin}` });
    const reader = clients.reader(connection, {});
    const rights = await Promise.all(OPERATIONS.map((operation) => reader.mayAccess(SAMPLE, operation)));
    findings.push(
      rightsFinding(
        `login to ${odoo}`,
        OPERATIONS.filter((_, at) => rights[at]),
      ),
    );
    findings.push(await checkClock(odoo, settings.url, now));
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const title = findings.length === 1 ? odoo : `login to ${odoo}`;
    findings.push({
      name: title,
      ok: false,
      found: error.message,
      ...(error.hint !== undefined && { advice: error.hint }),
    });
  }
  return findings;
}

function rightsFinding(name: string, allowed: readonly string[]): Finding {
  if (allowed.includes('read'))
    return { name, ok: true, found: `works; on ${SAMPLE} the user may ${allowed.join(', ')}` };
  const advice = 'Give the user a group in Odoo that may read, such as Contact / Internal User.';
  return { name, ok: false, found: `works, and the user may not read ${SAMPLE}`, advice };
}

async function checkClock(odoo: string, url: URL, now: () => Date): Promise<Finding> {
  try {
    const { headers, body } = await carefulFetch(new URL('/web/login', url), { method: 'HEAD' });
    await body?.cancel();
    return clockFinding(odoo, secondsAhead(headers.get('date'), now()));
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return { name: `clock of ${odoo}`, ok: true, found: 'not told' };
  }
}
