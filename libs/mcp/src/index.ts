export { MCP_SETTINGS, McpModule, type McpSettings } from './mcp.module.js';
export { McpEndpoint } from './mcp.endpoint.js';
export { McpServerFactory } from './mcp-server.factory.js';
export { type ChannelWire, McpChannel } from './protocol/mcp.channel.js';
export type { McpExchange } from './mcp-exchange.js';
