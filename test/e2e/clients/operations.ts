import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import type { HoldingProxy } from '../../fixtures/holding-proxy.js';
import type { DirectOdoo } from '../direct-odoo.js';
import type { Extra, McpClient } from './mcp-client.js';

/** What is on the other side of a client, besides the gateway. */
export interface World {
  readonly direct: DirectOdoo;
  readonly proxy: HoldingProxy;
}

/** One column of the matrix. `run` throws where the client is not served as it should be. */
export interface ClientOperation {
  readonly title: string;
  /** What a client has to have for it. */
  readonly needs?: Extra;
  run(client: McpClient, world: World): Promise<void>;
}

const companies = {
  name: 'odoo_search',
  arguments: {
    model: 'res.partner',
    domain: [['is_company', '=', true]],
    fields: ['id', 'name'],
    limit: 10,
    order: 'id',
  },
};

/** Four pages of 200. A client that gets progress together with the answer loses it, so that not every step is sure to be told. */
const states = { name: 'odoo_search', arguments: { model: 'res.country.state', fields: ['code'], limit: 640 } };

const BETWEEN_CHANGES_MS = 500;
const MOST_CHANGES = 40;

export const OPERATIONS: readonly ClientOperation[] = [
  {
    title: 'list',
    run: async (client) => {
      const names = await client.list();
      assert(names.includes('odoo_search') && names.includes('odoo_unlink'));
    },
  },
  {
    title: 'call',
    run: async (client, { direct }) => {
      const expected = await direct.searchRead('res.partner', [['is_company', '=', true]], ['name'], 10);
      const { text, isError } = await client.call(companies);
      assert.equal(isError, false);
      const [heading, columns, ...rows] = text.split('\n');
      assert.match(String(heading), /^res\.partner: 10 rows, more follow/);
      assert.equal(columns, '["id","name"]');
      assert.deepEqual(
        rows.map((row) => JSON.parse(row) as unknown),
        expected.map(({ id, name }) => [id, name]),
      );
    },
  },
  {
    title: 'error',
    run: async (client) => {
      const args = { model: 'res.partner', domain: [['nmae', '=', 'x']] };
      const { text, isError } = await client.call({ name: 'odoo_search', arguments: args });
      assert.equal(isError, true);
      const { error } = JSON.parse(text) as { error: { code: string; hint: string } };
      assert.equal(error.code, 'invalid_arguments');
      assert.match(error.hint, /name/);
    },
  },
  {
    title: 'progress',
    needs: 'withProgress',
    run: async (client) => {
      const found = await client.withProgress?.(states);
      assert.match(String(found?.answer.text), /^res\.country\.state: 640 rows/);
      assert.equal(found?.steps[0], 200);
    },
  },
  {
    title: 'cancel',
    needs: 'cancel',
    run: async (client, { proxy }) => {
      const { started, closed } = proxy.hold();
      await client.cancel?.(states, started);
      await closed;
      proxy.release();
      assert.equal((await client.call(companies)).isError, false);
    },
  },
  {
    title: 'resource',
    run: async (client) => {
      const { edition } = JSON.parse(await client.readResource('odoo://config')) as { edition: string };
      assert.equal(edition, 'community');
    },
  },
  {
    title: 'prompt',
    run: async (client) => {
      const text = await client.prompt('explore_model', { model: 'crm.lead' });
      assert(text.includes('crm.lead') && text.includes('odoo_fields_get'));
    },
  },
  {
    title: 'completion',
    needs: 'completeModel',
    run: async (client) => {
      const found = await client.completeModel?.('sale.or');
      assert(found?.includes('sale.order') && found.every((name) => name.includes('sale.or')));
    },
  },
  {
    title: 'elicitation',
    needs: 'agreeing',
    run: async (client, { direct }) => {
      const name = 'Agreed to go';
      const id = await direct.create('res.partner', { name });
      const found = await client.agreeing?.({ name: 'odoo_unlink', arguments: { model: 'res.partner', ids: [id] } });
      assert.deepEqual(found?.questions, [`Delete 1 record of res.partner (“${name}”) for good?`]);
      assert.equal(found.answer.isError, false);
      assert.deepEqual(await direct.search('res.partner', [['id', '=', id]]), []);
    },
  },
  {
    title: 'subscription',
    needs: 'subscribe',
    run: async (client, { direct }) => {
      const id = await direct.create('res.partner', { name: 'Listened to' });
      const uri = `odoo://records/res.partner/${id}`;
      try {
        const told: string[] = [];
        const stop = await client.subscribe?.(uri, (changed) => void told.push(changed));
        // mcp-remote says that it has subscribed before it has.
        for (let change = 1; told.length === 0 && change <= MOST_CHANGES; change += 1) {
          await direct.ask('res.partner', 'write', [id], { vals: { name: `Changed ${change} times` } });
          await setTimeout(BETWEEN_CHANGES_MS);
        }
        assert.equal(told[0], uri);
        await stop?.();
      } finally {
        await direct.remove('res.partner', [['id', '=', id]]);
      }
    },
  },
];
