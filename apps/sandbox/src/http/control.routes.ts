import type { FastifyInstance } from 'fastify';
import { problemWith, type FaultSettings } from '../faults/fault-settings.js';
import { parseJson } from './rpc-envelope.js';
import type { SandboxServices } from './sandbox-services.js';

/** The sandbox's own doors, which no Odoo has: faults and counters for when it runs as a process of its own. */
export function registerControlRoutes(app: FastifyInstance, { faults, calls }: SandboxServices): void {
  app.get('/sandbox/faults', () => faults.current);

  app.post('/sandbox/faults', (request, reply) => {
    const body = typeof request.body === 'string' ? parseJson(request.body) : undefined;
    const settings: readonly unknown[] = Array.isArray(body) ? body : [body];
    const problem = settings.map(problemWith).find((one) => one !== undefined);
    if (problem !== undefined) return reply.code(400).send({ error: problem });
    faults.set(...settings.filter(isChecked));
    return faults.current;
  });

  app.delete('/sandbox/faults', () => {
    faults.clear();
    return faults.current;
  });

  app.get('/sandbox/calls', () => ({ ...calls.counts, latest: calls.list.slice(-100) }));

  app.delete('/sandbox/calls', () => {
    calls.clear();
    return calls.counts;
  });
}

const isChecked = (settings: unknown): settings is FaultSettings => problemWith(settings) === undefined;
