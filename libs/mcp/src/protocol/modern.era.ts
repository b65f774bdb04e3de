import { type AuthInfo, createMcpHandler, type McpHttpHandler } from '@modelcontextprotocol/server';
import { toNodeHandler } from '@modelcontextprotocol/node';
import type { McpExchange, ProtocolEra } from '../mcp-exchange.js';
import type { McpServerFactory } from '../mcp-server.factory.js';
import { principalOf, withPrincipal } from './auth-info.js';

/** 2026-07-28: stateless; every request brings its protocol version and capabilities along. */
export class ModernEra implements ProtocolEra {
  private readonly handler: McpHttpHandler;
  private readonly serve: ReturnType<typeof toNodeHandler>;

  constructor(factory: McpServerFactory, onerror: (error: Error) => void) {
    this.handler = createMcpHandler(({ authInfo }) => factory.create(principalOf(authInfo)), {
      legacy: 'reject',
      onerror,
    });
    this.serve = toNodeHandler(this.handler, { onerror });
  }

  async handle({ request, response, body, principal }: McpExchange): Promise<void> {
    const known: typeof request & { auth?: AuthInfo } = request;
    known.auth = withPrincipal(principal);
    await this.serve(known, response, body);
  }

  async close(): Promise<void> {
    await this.handler.close();
  }
}
