import type { OdooConfig } from '#libs/config';
import { OdooUnavailable } from '#libs/contracts';
import { type HttpOdooConnection, ReaderClient } from '#libs/odoo';
import { refusalOf } from './refusal.js';
import { connect, type OdooServer, settingsFor, type Target } from './targets.js';

/** What is wrong with the settings becomes an error that says which of them, and is not tried again at once. */
export function loginContract(target: Target, server: () => OdooServer): void {
  describe.each(target.transports)('settings that are wrong, over %s', (transport) => {
    let connection: HttpOdooConnection | undefined;
    afterEach(() => connection?.close());

    const countWith = (overrides: Partial<OdooConfig>): (() => Promise<number>) => {
      const settings = settingsFor(transport, server().admin);
      connection = connect(server(), { ...settings, ...overrides });
      const reader = new ReaderClient(connection);
      return () => reader.searchCount('res.country', []);
    };

    test(`a wrong ${transport === 'session' ? 'password' : 'key'}`, async () => {
      const secret = 'not-the-right-one';
      const count = countWith(transport === 'session' ? { password: secret } : { apiKey: secret });
      const error = await refusalOf(count());
      expect(error).toBeInstanceOf(OdooUnavailable);
      expect(error).toMatchObject({ code: 'odoo_unavailable', layer: 'odoo', retryable: false });
      expect(error.message).toBe("Odoo refused the gateway's login.");
      // The very same error: Odoo was not asked again.
      expect(await refusalOf(count())).toBe(error);
    });

    test('a database that does not exist', async () => {
      const error = await refusalOf(countWith({ database: 'no-such-database' })());
      expect(error).toBeInstanceOf(OdooUnavailable);
      expect(error).toMatchObject({ code: 'odoo_unavailable', layer: 'odoo', retryable: false });
      expect(error.message).toBe('Odoo does not know the database.');
      expect(error.hint).toContain('ODOO_DATABASE');
    });

    test('do not stand in the way of right ones', async () => {
      expect(await countWith({})()).toBeGreaterThan(1);
    });
  });
}
