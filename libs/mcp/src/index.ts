export { MCP_SETTINGS, McpModule, type McpSettings } from './mcp.module.js';
export { McpEndpoint } from './mcp.endpoint.js';
export type { McpExchange } from './mcp-exchange.js';
