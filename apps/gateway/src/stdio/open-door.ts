import type { INestApplicationContext } from '@nestjs/common';
import { fastify } from 'fastify';
import type { GatewayConfig } from '#libs/config';
import { CALL_BUDGET, type Principal, REFUSAL_OBSERVER } from '#libs/contracts';
import { McpServerFactory } from '#libs/mcp';
import { LOGGER } from '#libs/observability';
import { strictJson } from '../http/json-body.js';
import { StdioDoor, type StdioStreams } from './stdio-door.js';

/** A door for one caller to what the application has, with the limits of the configuration. */
export function openDoor(
  app: Pick<INestApplicationContext, 'get'>,
  { limits, server }: Pick<GatewayConfig, 'limits' | 'server'>,
  caller: Principal,
  streams: StdioStreams,
): StdioDoor {
  const { maxBodyBytes, sockets } = limits;
  return new StdioDoor(app.get(McpServerFactory), caller, streams, {
    budget: app.get(CALL_BUDGET),
    observer: app.get(REFUSAL_OBSERVER),
    // One parser for every door; it is Fastify's.
    parse: strictJson(fastify(), limits),
    limits: { ...sockets, maxBodyBytes, graceMs: server.shutdownGraceMs },
    debug: server.debug,
    logger: app.get(LOGGER),
  });
}
