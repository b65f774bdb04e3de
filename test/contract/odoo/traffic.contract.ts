import diagnostics from 'node:diagnostics_channel';
import { Cancelled } from '#libs/contracts';
import { type HttpOdooConnection, ReaderClient, WriterClient } from '#libs/odoo';
import { refusalOf } from './refusal.js';
import type { Stage } from './stage.js';

const ROWS = 1_000;
const AT_ONCE = 20;

/** How many requests it takes to ask for the version: 14 answers only to the second way of asking. */
const PROBES = { 14: 2, 19: 1 };
const LOGINS = { session: 1, json2: 0, jsonrpc: 1 };

export function trafficContract(stage: Stage): void {
  describe('traffic', () => {
    let cold: HttpOdooConnection;
    beforeEach(() => {
      cold = stage.connect();
    });
    afterEach(() => cold.close());

    const countAda = (connection: HttpOdooConnection, signal?: AbortSignal) =>
      new ReaderClient(connection, signal && { signal }).searchCount('res.partner', [['id', '=', stage.id('ada')]]);

    test('many calls at once on a cold connection ask for the version once and log in once', async () => {
      const requests = watch('undici:request:create');
      const counts = await Promise.all(Array.from({ length: AT_ONCE }, () => countAda(cold)));
      requests.stop();
      expect(counts).toEqual(Array.from({ length: AT_ONCE }, () => 1));
      expect(requests.seen).toHaveLength(PROBES[stage.major] + LOGINS[stage.transport] + AT_ONCE);
    });

    test('a call whose caller has left is not made', async () => {
      await countAda(cold);
      const requests = watch('undici:client:sendHeaders');
      const error = await refusalOf(countAda(cold, AbortSignal.abort()));
      requests.stop();
      expect(error).toBeInstanceOf(Cancelled);
      expect(error).toMatchObject({ code: 'cancelled' });
      expect(requests.seen).toEqual([]);
    });

    test('a call that was sent can be cancelled, and harms no other', async () => {
      await countAda(cold);
      const caller = new AbortController();
      const requests = watch('undici:client:sendHeaders', () => caller.abort());
      const error = await refusalOf(countAda(cold, caller.signal));
      requests.stop();
      expect(requests.seen).toHaveLength(1);
      expect(error).toBeInstanceOf(Cancelled);
      expect(await countAda(cold)).toBe(1);
    });

    test('a caller who leaves during the first call does not take the login from others', async () => {
      const caller = new AbortController();
      const left = refusalOf(countAda(cold, caller.signal));
      const others = Array.from({ length: 3 }, () => countAda(cold));
      caller.abort();
      expect(await left).toBeInstanceOf(Cancelled);
      expect(await Promise.all(others)).toEqual([1, 1, 1]);
    });

    if (stage.transport === 'session') {
      test('a session that has ended is renewed once, and what was asked is done once', async () => {
        const requests = watch('undici:client:sendHeaders');
        await countAda(cold);
        await stage.endSession(sessionIn(requests.seen));
        const before = requests.seen.length;
        const name = `${stage.token} after the end`;
        const model = 'res.partner.category';
        const ids = await new WriterClient(cold).create(model, [{ name }]);
        requests.stop();
        // Refused, logged in, done.
        expect(requests.seen).toHaveLength(before + 3);
        expect(await stage.reader.search(model, { domain: [['name', '=', name]] })).toEqual(ids);
      });
    }

    test(`${ROWS} rows in one answer`, async () => {
      const names = Array.from({ length: ROWS }, (_none, index) => `${stage.token} row ${index}`);
      const model = 'res.partner.category';
      const ids = await stage.writer.create(
        model,
        names.map((name) => ({ name })),
      );
      const expected = ids.map((id, index) => ({ id, name: names[index], active: true, parent_id: false }));
      const fields = ['name', 'active', 'parent_id'];
      const domain = [['name', '=like', `${stage.token} row %`]];
      expect(await stage.reader.search(model, { domain, order: 'id' })).toEqual(ids);
      expect(await stage.reader.searchRead(model, { domain, fields, order: 'id' })).toEqual(expected);
      expect(await stage.reader.read(model, ids, fields)).toEqual(expected);
      expect(await stage.writer.unlink(model, ids)).toBe(true);
    });
  });
}

interface Watch {
  readonly seen: readonly unknown[];
  stop(): void;
}

/** What undici, which the connections are made of, tells of its requests. */
function watch(channel: string, onMessage: () => void = () => {}): Watch {
  const seen: unknown[] = [];
  const listener = (message: unknown) => {
    seen.push(message);
    onMessage();
  };
  diagnostics.subscribe(channel, listener);
  return { seen, stop: () => diagnostics.unsubscribe(channel, listener) };
}

/** The session of the latest request. */
function sessionIn(requests: readonly unknown[]): string {
  const { headers } = requests.at(-1) as { headers: string };
  const session = /cookie: session_id=(\S+)/i.exec(headers)?.[1];
  if (session === undefined) throw new Error('The request was sent without a session');
  return session;
}
