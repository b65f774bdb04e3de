export { OdooModule } from './odoo.module.js';
export { ExecutorClient, ReaderClient, WriterClient } from './odoo-client.js';
export { HttpOdooConnection } from './odoo-connection.js';
export { LoginGate } from './transports/login-gate.js';
export type { TransportKind } from './transports/transport.js';
export { Upstream } from './upstream.js';
