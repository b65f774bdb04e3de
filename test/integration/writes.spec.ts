import { type LoggedCall, type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';
import { McpWire } from '../fixtures/mcp-wire.js';

const CAPS = { WRITE_MAX_RECORDS: '3', UNLINK_MAX_RECORDS: '2' };
const WRITES = new Set(['create', 'write', 'unlink', 'action_confirm']);

const partner = { model: 'res.partner' };
const order = { model: 'sale.order' };

describe('writes that go wrong', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;

  beforeAll(async () => {
    sandbox = await startSandbox();
    gateway = await startGateway({ ...sandboxSettings(sandbox), ...CAPS, MCP_MODE: 'readwrite' });
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  const call = (tool: string, args: unknown) => gateway.post('/mcp/tools/call', { method: tool, params: args, id: 1 });

  /** An answer that is to be looked at whole. */
  async function answer(tool: string, args: unknown): Promise<unknown> {
    const { status, body } = await call(tool, args);
    return { status, body };
  }

  async function result(tool: string, args: unknown): Promise<Record<string, unknown>> {
    const { body } = await call(tool, args);
    const { result: found } = body as { result?: Record<string, unknown> };
    if (!found) throw new Error(`${tool} was refused: ${JSON.stringify(body)}`);
    return found;
  }

  const newPartner = async (name: string) =>
    Number((await result('odoo_create', { ...partner, values: { name } }))['created_id']);

  /** Calls that change something, of those that have reached the sandbox while this was done. */
  async function writesDuring(work: () => Promise<unknown>): Promise<Array<Pick<LoggedCall, 'model' | 'method'>>> {
    const before = sandbox.calls.list.at(-1)?.number ?? 0;
    await work();
    return sandbox.calls.list
      .filter(({ number, method }) => number > before && WRITES.has(method ?? ''))
      .map(({ model, method }) => ({ model, method }));
  }

  describe('when the answer is lost after the work was done', () => {
    const lose = (model: string, method: string) =>
      sandbox.faults.set({ answer: 'reset-after-work', times: 1, match: { model, method } });

    it('odoo_write says what to look at, and was sent once', async () => {
      const id = await newPartner('Lost Write');
      lose('res.partner', 'write');
      const sent = await writesDuring(async () => {
        const args = { ...partner, ids: [id], values: { city: 'Gent', phone: '5' } };
        const { status, body } = await call('odoo_write', args);
        const shown = JSON.parse(JSON.stringify(body).replaceAll(`res.partner ${id} `, 'res.partner <id> ')) as unknown;
        expect({ status, body: shown }).toMatchSnapshot();
        expect(JSON.stringify(body)).toContain(`res.partner ${id} `);
      });
      expect(sent).toEqual([{ model: 'res.partner', method: 'write' }]);
      // It was done, as the caller is told to find out.
      expect((await result('odoo_read', { ...partner, ids: [id], fields: ['city'] }))['records']).toEqual([
        { id, city: 'Gent' },
      ]);
    });

    it('odoo_create says how to find the record, and was sent once', async () => {
      lose('res.partner', 'create');
      const values = { name: 'Lost Create', email: 'lost@example.com', is_company: true };
      const sent = await writesDuring(async () => {
        expect(await answer('odoo_create', { ...partner, values })).toMatchSnapshot();
      });
      expect(sent).toEqual([{ model: 'res.partner', method: 'create' }]);
      const domain = [
        ['name', '=', values.name],
        ['email', '=', values.email],
      ];
      expect(await result('odoo_count', { ...partner, domain })).toMatchObject({ count: 1 });
    });

    it('odoo_unlink says how to see what is gone, and was sent once', async () => {
      const id = await newPartner('Lost Unlink');
      lose('res.partner', 'unlink');
      const sent = await writesDuring(async () => {
        const { status, body } = await call('odoo_unlink', { ...partner, ids: [id] });
        expect(status).toBe(502);
        expect(body).toMatchObject({
          error: { data: { code: 'outcome_unknown', hint: expect.stringContaining(`the ids ${id}:`) as string } },
        });
      });
      expect(sent).toEqual([{ model: 'res.partner', method: 'unlink' }]);
      expect(await result('odoo_count', { ...partner, domain: [['id', '=', id]] })).toMatchObject({ count: 0 });
    });

    it('odoo_call says which records to look at, and was sent once', async () => {
      lose('sale.order', 'action_confirm');
      const sent = await writesDuring(async () => {
        expect(await answer('odoo_call', { ...order, method: 'action_confirm', args: [[1]] })).toMatchSnapshot();
      });
      expect(sent).toEqual([{ model: 'sale.order', method: 'action_confirm' }]);
    });

    it('MCP says the same as REST', async () => {
      lose('res.partner', 'create');
      const args = { ...partner, values: { name: 'Lost MCP' } };
      const sent = await writesDuring(async () => {
        const { body } = await new McpWire(gateway).modern('tools/call', { name: 'odoo_create', arguments: args });
        const { result: told } = body as { result: { isError: boolean; content: [{ text: string }] } };
        expect({ isError: told.isError, said: JSON.parse(told.content[0].text) as unknown }).toMatchSnapshot();
      });
      expect(sent).toHaveLength(1);
    });
  });

  it('is unknown, too, where the answer cannot be read', async () => {
    const values = { name: 'Spoilt' };
    for (const fault of ['truncated-json', 'invalid-json'] as const) {
      sandbox.faults.set({ answer: fault, times: 1, match: { model: 'res.partner', method: 'create' } });
      const sent = await writesDuring(async () => {
        const { body } = await call('odoo_create', { ...partner, values });
        expect(body).toMatchObject({ error: { data: { code: 'outcome_unknown' } } });
      });
      expect(sent).toHaveLength(1);
    }
  });

  it('tells that the writing is done where only the look afterwards failed', async () => {
    const id = await newPartner('Unseen');
    sandbox.faults.set({ answer: 'html', times: 1, match: { model: 'res.partner', method: 'read' } });
    // The first read is of what is there before; so this fails before anything is sent.
    const refused = await writesDuring(() => call('odoo_write', { ...partner, ids: [id], values: { city: 'Gent' } }));
    expect(refused).toEqual([]);
    sandbox.faults.set({ answer: 'html', times: 1, match: { model: 'res.partner', method: 'read' } });
    const made = await result('odoo_create', { ...partner, values: { name: 'Unread' } });
    expect(made).toMatchObject({ success: true, readback_failed: true });
  });

  it('odoo_write tells which fields Odoo has dropped', async () => {
    const args = { ...order, ids: [2], values: { client_order_ref: 'kept', amount_total: 1_000_000 } };
    expect(await answer('odoo_write', args)).toMatchSnapshot();
  });

  it('odoo_create tells which fields Odoo has dropped', async () => {
    const { created_id, ...rest } = await result('odoo_create', {
      ...order,
      values: { partner_id: 1, amount_total: 7 },
    });
    expect(created_id).toEqual(expect.any(Number));
    expect(rest).toMatchSnapshot();
  });

  describe('a name that several records have', () => {
    let ids: number[];

    beforeAll(async () => {
      ids = [await newPartner('Twin Brothers'), await newPartner('Twin Brothers')];
    });

    it('is not guessed, and nothing is written', async () => {
      const sent = await writesDuring(async () => {
        const { status, body } = await call('odoo_create', { ...order, values: { partner_id: 'Twin Brothers' } });
        const text = ids.reduce((shown, id, index) => shown.replaceAll(`${id} `, `<${index}> `), JSON.stringify(body));
        expect(text).toContain('<0>');
        expect({ status, body: JSON.parse(text.replaceAll(/<[01]>/g, '<id>')) as unknown }).toMatchSnapshot();
      });
      expect(sent).toEqual([]);
    });
  });

  it.each([
    ['odoo_write', { ...partner, ids: [1, 2, 3, 4], values: { city: 'Gent' } }],
    ['odoo_create', { ...partner, values: Array.from({ length: 4 }, () => ({ name: 'Many' })) }],
    ['odoo_unlink', { ...partner, ids: [1, 2, 3] }],
  ])('%s does nothing past its cap', async (tool, args) => {
    const sent = await writesDuring(async () => {
      expect(await answer(tool, args)).toMatchSnapshot();
      expect(await result(tool, { ...args, dry_run: true })).toMatchObject({ allowed: false });
    });
    expect(sent).toEqual([]);
  });

  it('counts what x2many commands delete, too', async () => {
    const child_ids: unknown[] = [];
    for (const name of ['Child 1', 'Child 2', 'Child 3']) child_ids.push([2, await newPartner(name)]);
    const sent = await writesDuring(async () => {
      expect(await answer('odoo_write', { ...partner, ids: [1], values: { child_ids } })).toMatchSnapshot();
    });
    expect(sent).toEqual([]);
  });

  it('counts the lines that are made with a record', async () => {
    const order_line = ['1', '2', '3'].map((name) => [0, 0, { name, price_unit: 1 }]);
    const args = { ...order, values: { partner_id: 1, order_line } };
    const sent = await writesDuring(async () => {
      expect(await answer('odoo_create', args)).toMatchSnapshot();
      expect(await result('odoo_create', { ...args, dry_run: true })).toMatchObject({ allowed: false });
    });
    expect(sent).toEqual([]);
    const fewer = { ...args, values: { partner_id: 1, order_line: order_line.slice(1) } };
    expect(await result('odoo_create', fewer)).toMatchObject({ success: true });
  });

  it('replaces no lines, since nobody knows how many there are', async () => {
    const sent = await writesDuring(async () => {
      const args = { ...order, ids: [1], values: { order_line: [[5], [0, 0, { name: 'x', price_unit: 1 }]] } };
      expect(await answer('odoo_write', args)).toMatchSnapshot();
    });
    expect(sent).toEqual([]);
  });

  it('names the records that do not exist, and touches none', async () => {
    const sent = await writesDuring(async () => {
      expect(await answer('odoo_write', { ...partner, ids: [1, 999_999], values: { city: 'x' } })).toMatchSnapshot(
        'odoo_write',
      );
      expect(await answer('odoo_unlink', { ...partner, ids: [1, 999_999] })).toMatchSnapshot('odoo_unlink');
    });
    expect(sent).toEqual([]);
  });
});
