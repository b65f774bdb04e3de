import { McpWire } from '../fixtures/mcp-wire.js';
import { callsIn } from '../fixtures/prompt-calls.js';
import { type Answer, SLOWEST_MS, Travel, WAY_NAME, WAYS } from './ways.js';

jest.setTimeout(SLOWEST_MS);

describe.each(WAYS)(`prompts: ${WAY_NAME}`, (way) => {
  let travel: Travel;

  beforeAll(async () => {
    travel = await Travel.start(way);
  });

  afterAll(() => travel.close());

  async function ask<Result>(method: string, params: Record<string, unknown>): Promise<Result> {
    const { body } = await new McpWire(travel.gateway).modern(method, params);
    const { result } = body as { result?: Result };
    if (!result) throw new Error(`${method} was refused: ${JSON.stringify(body)}`);
    return result;
  }

  async function promptOf(name: string, args: Record<string, string> = {}): Promise<string> {
    const { messages } = await ask<{ messages: [{ content: { text: string } }] }>('prompts/get', {
      name,
      arguments: args,
    });
    return messages[0].content.text;
  }

  /** The first value that is offered for what was typed. */
  async function offered(prompt: string, argument: string, value: string): Promise<string> {
    const { completion } = await ask<{ completion: { values: string[] } }>('completion/complete', {
      ref: { type: 'ref/prompt', name: prompt },
      argument: { name: argument, value },
    });
    const [first] = completion.values;
    if (first === undefined) throw new Error(`Nothing is offered for ${argument}.`);
    return first;
  }

  /** Makes every call of a prompt, one after the other; fails at the first that is refused. */
  async function follow(prompt: string, words: Readonly<Record<string, string | number>> = {}): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (const { tool, args } of callsIn(prompt, words)) answers.push(await travel.call(tool, args));
    return answers;
  }

  /** Follows one whose first step finds ids, and puts them in the places of the words. */
  async function followNamed(prompt: string, ...words: string[]): Promise<Answer[]> {
    const [finding] = callsIn(prompt, Object.fromEntries(words.map((word) => [word, 0])));
    if (!finding) throw new Error('The prompt finds nothing.');
    const { text } = await travel.call(finding.tool, finding.args);
    const ids = Array.from(text.matchAll(/one: (?<mcp>\d+)|"id":(?<rest>\d+)/g), ({ groups }) =>
      Number(groups?.['mcp'] ?? groups?.['rest']),
    );
    expect([text, ids.length]).toEqual([text, words.length]);
    return follow(prompt, Object.fromEntries(words.map((word, index) => [word, ids[index] ?? 0])));
  }

  it('explore_model shows a model', async () => {
    const model = await offered('explore_model', 'model', 'sale.o');
    const answers = await follow(await promptOf('explore_model', { model }), { FIELD: 'state' });
    expect(answers[0]?.text).toContain('sale.order');
    expect(answers.at(-1)?.rows.length).toBeGreaterThan(1);
  });

  it('customer_360 shows a customer, found by the name that is offered', async () => {
    const orders = await travel.direct.searchRead('sale.order', [['state', '=', 'sale']], ['partner_id'], 1);
    const [[id, name] = [0, '']] = orders.map((order) => order['partner_id'] as [number, string]);
    const customer = await offered('customer_360', 'customer', name);
    const answers = await followNamed(await promptOf('customer_360', { customer }), 'ID');
    const [, who, ordered, invoiced] = answers;
    expect([answers.length, who?.rows]).toMatchObject([7, [{ id }]]);
    const own = ['partner_id', 'child_of', id];
    const counts = (ordered?.rows ?? []).map(({ __count: count }) => Number(count));
    expect(total(counts)).toBe((await travel.direct.searchRead('sale.order', [own], ['id'])).length);
    const residuals = (invoiced?.rows ?? []).map((row) => Number(row['amount_residual_signed:sum']));
    const posted = [own, ['state', '=', 'posted'], ['move_type', 'in', ['out_invoice', 'out_refund']]];
    const direct = await travel.direct.searchRead('account.move', posted, ['amount_residual_signed']);
    expect(total(residuals)).toBeCloseTo(total(direct.map((row) => Number(row['amount_residual_signed']))), 1);
  });

  it('overdue_invoices shows those of all', async () => {
    const [debtors, oldest] = await follow(await promptOf('overdue_invoices', { as_of: '2099-01-01' }));
    const sum = await travel.admin.searchRead(
      'account.move',
      [
        ['move_type', '=', 'out_invoice'],
        ['state', '=', 'posted'],
        ['amount_residual', '>', 0],
        ['invoice_date_due', '!=', false],
      ],
      ['amount_residual_signed'],
    );
    expect(oldest?.rows).toHaveLength(sum.length);
    const owed = (debtors?.rows ?? []).map((row) => Number(row['amount_residual_signed:sum']));
    expect(total(owed)).toBeCloseTo(total(sum.map((row) => Number(row['amount_residual_signed']))), 1);
  });

  it('overdue_invoices shows those of one', async () => {
    const prompt = await promptOf('overdue_invoices', { partner: 'Azure Interior' });
    const [, debtors] = await followNamed(prompt, 'ID');
    expect(debtors?.rows.length).toBeLessThanOrEqual(1);
  });

  it('pipeline_review shows all that is open', async () => {
    const [stages, largest] = await follow(await promptOf('pipeline_review'));
    expect(stages?.rows[0]).toHaveProperty(['expected_revenue:sum']);
    expect(largest?.rows.length).toBeGreaterThan(0);
  });

  it('pipeline_review shows what is a team’s and a salesperson’s', async () => {
    const [user] = await travel.direct.searchRead('res.users', [['login', '=', 'demo']], ['name'], 1);
    const [first] = await travel.direct.searchRead('crm.team', [], ['name'], 1);
    const salesperson = await offered('pipeline_review', 'salesperson', String(user?.['name']));
    const team = await offered('pipeline_review', 'team', String(first?.['name']));
    const open = [
      ['type', '=', 'opportunity'],
      ['stage_id.is_won', '=', false],
      ['user_id', '=', user?.['id']],
    ];
    const [, , own] = await followNamed(await promptOf('pipeline_review', { salesperson }), 'USER');
    expect(own?.rows).toHaveLength((await travel.direct.searchRead('crm.lead', open, ['id'], 20)).length);
    const both = await promptOf('pipeline_review', { team, salesperson });
    const [, , teams] = await followNamed(both, 'TEAM', 'USER');
    const ofTeam = [...open, ['team_id', '=', first?.['id']]];
    expect(teams?.rows).toHaveLength((await travel.direct.searchRead('crm.lead', ofTeam, ['id'], 20)).length);
  });

  it('stock_check shows the whole stock', async () => {
    const [rules, , most] = await follow(await promptOf('stock_check'));
    expect(rules?.rows[0]).toHaveProperty('qty_forecast');
    expect(most?.rows.length).toBeGreaterThan(1);
  });

  it('stock_check shows one product, found by the name that is offered', async () => {
    const product = await offered('stock_check', 'product', 'Large Cabinet');
    const [, inAll, where] = await followNamed(await promptOf('stock_check', { product }), 'ID');
    expect(inAll?.rows[0]).toMatchObject({ qty_available: expect.any(Number) as number });
    expect(where?.rows[0]).toHaveProperty('available_quantity');
  });

  it.each<Record<string, string>>([{}, { fields: 'name, email' }])(
    'data_quality looks at fields: %j',
    async (fields) => {
      const words = { FIELD: 'email', VALUE: 'info@agrolait.com' };
      const [, all, empty, repeated] = await follow(
        await promptOf('data_quality', { model: 'res.partner', ...fields }),
        words,
      );
      expect(Number(empty?.result['count'])).toBeLessThan(Number(all?.result['count']));
      expect(repeated?.rows[0]).toHaveProperty('__count');
    },
  );
});

function total(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}
