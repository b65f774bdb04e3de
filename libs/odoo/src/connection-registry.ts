import type { AccessTable } from '#libs/config';
import { Internal, type OdooConnections, type OdooTarget } from '#libs/contracts';
import { HttpOdooConnection } from './odoo-connection.js';

/** One connection for each Odoo and user that is called, made when it is called first. */
export class ConnectionRegistry implements OdooConnections {
  private readonly open = new Map<string, HttpOdooConnection>();

  constructor(
    private readonly access: Pick<AccessTable, 'connections'>,
    private readonly now: () => number,
  ) {}

  of({ connection: name }: OdooTarget): HttpOdooConnection {
    let connection = this.open.get(name);
    if (!connection) {
      const settings = this.access.connections.get(name);
      if (!settings) throw new Internal(new Error(`There is no connection ${name}.`));
      connection = new HttpOdooConnection(settings, this.now);
      this.open.set(name, connection);
    }
    return connection;
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.open.values(), (connection) => connection.close()));
  }
}
