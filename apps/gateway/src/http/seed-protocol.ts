import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '#libs/config';
import {
  idempotencyKeyIn,
  InvalidArguments,
  type Principal,
  RESOURCE_DISPATCHER,
  type ResourceDispatcher,
  TOOL_DISPATCHER,
  type ToolDispatcher,
} from '#libs/contracts';
import { describeMode, type ModeDescription } from './mode-description.js';
import type { RequestCall } from './request-call.decorator.js';
import { seedCall, timeoutIn } from './seed-call.js';

/** What the seed's own requests mean, whatever door they come by. Answers are bodies, still without an envelope. */
@Injectable()
export class SeedProtocol {
  constructor(
    @Inject(TOOL_DISPATCHER) private readonly tools: ToolDispatcher,
    @Inject(RESOURCE_DISPATCHER) private readonly resources: ResourceDispatcher,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  mode(principal: Principal): ModeDescription {
    return describeMode(principal, this.tools.list(principal));
  }

  initialize(principal: Principal): unknown {
    const { serverName: name, serverVersion: version } = this.config.mcp;
    return {
      capabilities: { tools: true, resources: true, mode: this.mode(principal) },
      serverInfo: { name, version },
    };
  }

  listTools(principal: Principal): unknown {
    const tools = this.tools.list(principal).map(({ name, title, description, inputSchema, annotations }) => ({
      name,
      title,
      description,
      inputSchema,
      annotations,
    }));
    return { tools };
  }

  async callTool(body: unknown, call: RequestCall): Promise<unknown> {
    const { meta, ...asked } = seedCall(body);
    const idempotencyKey = idempotencyKeyIn(call.idempotencyKey, meta);
    return (await this.tools.call({ ...call, ...timeoutIn(body, call), ...asked, idempotencyKey })).result;
  }

  listResources(): unknown {
    return { resources: this.resources.list(), resourceTemplates: this.resources.templates() };
  }

  async readResource(body: unknown, call: RequestCall): Promise<unknown> {
    const uri = uriIn(body);
    return { contents: [{ uri, ...(await this.resources.read({ ...call, ...timeoutIn(body, call), uri })) }] };
  }

  /** Does what a message asks for by its method, where no route has said so; a method of no other name is a tool. */
  async answer(message: Readonly<Record<string, unknown>>, call: RequestCall): Promise<unknown> {
    switch (message['method']) {
      case 'initialize':
        return this.initialize(call.principal);
      case 'tools/list':
        return this.listTools(call.principal);
      case 'resources/list':
        return this.listResources();
      case 'resources/read':
        return this.readResource(message, call);
      default:
        return this.callTool(message, call);
    }
  }
}

/** `{"params": {"uri": "odoo://models"}}` */
function uriIn(body: unknown): string {
  const { params } = (body ?? {}) as { params?: { uri?: unknown } | null };
  if (typeof params?.uri === 'string') return params.uri;
  throw new InvalidArguments('The body names no resource.', { hint: 'Send {"params": {"uri": "odoo://models"}}.' });
}
