import { OdooUnavailable } from '#libs/contracts';
import { type HttpOdooConnection, ReaderClient } from '#libs/odoo';
import { refusalOf } from './refusal.js';
import { connect, type OdooServer, type Target } from './targets.js';

/** Which way the gateway takes when none is configured. */
export function choiceContract(target: Target, server: () => OdooServer): void {
  describe('left to choose', () => {
    let connection: HttpOdooConnection | undefined;
    afterEach(() => connection?.close());

    const callWith = async (overrides: Parameters<typeof connect>[1]): Promise<HttpOdooConnection> => {
      connection = connect(server(), overrides);
      expect(connection.transportKind).toBeUndefined();
      expect(await new ReaderClient(connection).searchCount('res.country', [['code', '=', 'BE']])).toBe(1);
      return connection;
    };

    test('takes the session with a password', async () => {
      const { password } = server().admin;
      expect(await callWith({ password })).toHaveProperty('transportKind', 'session');
    });

    test('takes the newest way that there is with a key', async () => {
      const { apiKey } = server().admin;
      const newest = target.major === 19 ? 'json2' : 'jsonrpc';
      expect(await callWith({ apiKey })).toHaveProperty('transportKind', newest);
    });

    test('lets a password in by JSON-RPC where that is asked for', async () => {
      const { password } = server().admin;
      expect(await callWith({ password, transport: 'jsonrpc' })).toHaveProperty('transportKind', 'jsonrpc');
    });

    test('takes JSON-2 only from an Odoo that has it', async () => {
      const { apiKey } = server().admin;
      if (target.major === 19) {
        expect(await callWith({ apiKey, transport: 'json2' })).toHaveProperty('transportKind', 'json2');
        return;
      }
      const error = await refusalOf(callWith({ apiKey, transport: 'json2' }));
      expect(error).toBeInstanceOf(OdooUnavailable);
      expect(error).toMatchObject({ message: 'Odoo 14 has no JSON-2.', retryable: false });
    });
  });
}
